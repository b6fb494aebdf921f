import { expect, it } from 'vitest';
import { partsOf } from './Snippet';

const marked = (text: string, ...spans: [number, number][]) =>
  partsOf(
    text,
    spans.map(([start, end]) => ({ start, end })),
  )
    .map(part => (part.isMarked ? `[${part.text}]` : part.text))
    .join('');

it('marks what was found', () => {
  expect(marked('to be or not', [3, 5], [9, 12])).toBe('to [be] or [not]');
  expect(marked('nothing')).toBe('nothing');
});

it('bears highlights that overlap, touch or lie outside', () => {
  expect(marked('abcdef', [2, 4], [0, 3], [3, 5])).toBe('[abc][d][e]f');
  expect(marked('ab', [1, 9], [7, 8], [1, 1])).toBe('a[b]');
});
