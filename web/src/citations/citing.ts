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
  return { label, namespace, documentId: citation.document_id, title, heading, page, span: { start, end } };
}

function distance(citation: Citation, offset: number): number {
  if (offset < citation.message_start) return citation.message_start - offset;
  return Math.max(0, offset - citation.message_end);
}
