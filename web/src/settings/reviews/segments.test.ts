import { expect, it } from 'vitest';
import type { Mark } from './reviewsApi';
import { segmentsOf } from './segments';

const mark = (start: number, end: number, kind = 'hate'): Mark => ({ start, end, guard: 'harm', kind, score: 1 });

it('gives a text back whole, whatever was found in it', () => {
  const text = 'one two three';
  for (const marks of [[], [mark(0, 13)], [mark(4, 7)], [mark(0, 7), mark(4, 13)], [mark(4, 4)], [mark(9, 99)]]) {
    expect(
      segmentsOf(text, marks)
        .map(segment => segment.text)
        .join(''),
    ).toBe(text);
  }
});

it('tells of each piece all that was found there', () => {
  const kinds = segmentsOf('one two three', [mark(0, 7, 'a'), mark(4, 13, 'b')]).map(segment =>
    segment.marks.map(one => one.kind).join('+'),
  );
  expect(kinds).toEqual(['a', 'a+b', 'b']);
});

it('leaves out places that the text does not have', () => {
  expect(segmentsOf('one', [mark(2, 9), mark(-1, 2)])).toEqual([{ start: 0, text: 'one', marks: [] }]);
});
