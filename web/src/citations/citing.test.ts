import { expect, it } from 'vitest';
import type { Citation } from '../api/types';
import { passageAt } from './citing';

const citation = (label: string, start: number, from: number, to: number) =>
  ({
    label,
    namespace: 'n',
    document_id: 'd',
    start,
    end: start + 1,
    message_start: from,
    message_end: to,
  }) as Citation;

it('takes the citation of the sentence in which the label stands', () => {
  const citations = [citation('S1', 1, 0, 20), citation('S1', 2, 40, 60), citation('S2', 3, 0, 100)];
  expect(passageAt({ citations, sources: [] }, 'S1', 18)?.span).toEqual({ start: 1, end: 2 });
  expect(passageAt({ citations, sources: [] }, 'S1', 61)?.span).toEqual({ start: 2, end: 3 });
});

it('falls back to the source as found, without a passage', () => {
  const sources = [
    { label: 'S1', namespace: 'n', chunk_id: 'c', document_id: 'd', title: 'T', heading: null, score: 1 },
  ];
  expect(passageAt({ citations: [], sources }, 'S1', 0)).toMatchObject({ documentId: 'd', span: null });
});

it('knows nothing of a label that nobody gave', () => {
  expect(passageAt({ citations: [], sources: [] }, 'S7', 0)).toBeNull();
});
