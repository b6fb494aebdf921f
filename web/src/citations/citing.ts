import { createContext, use } from 'react';
import type { Citation, Source } from '../api/types';

/** What the panel is asked to show: a passage of a document, or all of it. */
export interface CitedPassage {
  label: string;
  namespace: string;
  documentId: string;
  title: string | null;
  heading: string | null;
  page: number | null;
  /** In UTF-16 code units of the document's text; null when no passage was verified for this place. */
  span: { start: number; end: number } | 'whole' | null;
  /** Of the text that the span counts in, where that is known. */
  sha256?: string | null | undefined;
}

export interface Citing {
  citations: readonly Citation[];
  sources: readonly Source[];
  open: (passage: CitedPassage) => void;
  shown: CitedPassage | null;
}

export const CitingContext = createContext<Citing>({ citations: [], sources: [], open: () => undefined, shown: null });

export function useCiting(): Citing {
  return use(CitingContext);
}

/** The passage that a label at this place of the message stands for; null when nothing is known of it. */
export function passageAt(
  citing: Pick<Citing, 'citations' | 'sources'>,
  label: string,
  offset: number,
): CitedPassage | null {
  const own = citing.citations.filter(citation => citation.label === label);
  const best = own.reduce<Citation | null>(
    (nearest, citation) =>
      nearest === null || distance(citation, offset) < distance(nearest, offset) ? citation : nearest,
    null,
  );
  if (best !== null) return passageOf(best);
  const source = citing.sources.find(item => item.label === label);
  return source === undefined
    ? null
    : {
        label,
        namespace: source.namespace,
        documentId: source.document_id,
        title: source.title,
        heading: source.heading,
        page: null,
        span: null,
      };
}

export function passageOf(citation: Citation): CitedPassage {
  const { label, namespace, title, heading, page, start, end } = citation;
  const [documentId, sha256] = [citation.document_id, citation.document_sha256];
  return { label, namespace, documentId, title, heading, page, span: { start, end }, sha256 };
}

/** The address at which a passage can be seen in its document, with everything else that is known of that. */
export function placeOfPassage({ namespace, documentId, page, span }: CitedPassage): string {
  const search = new URLSearchParams();
  if (page !== null) search.set('page', String(page));
  if (span !== null && span !== 'whole') {
    search.set('start', String(span.start));
    search.set('end', String(span.end));
  }
  const place = `/knowledge/${encodeURIComponent(namespace)}/documents/${documentId}`;
  return search.size === 0 ? place : `${place}?${search.toString()}`;
}

function distance(citation: Citation, offset: number): number {
  if (offset < citation.message_start) return citation.message_start - offset;
  return Math.max(0, offset - citation.message_end);
}
