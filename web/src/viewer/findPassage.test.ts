import { expect, it } from 'vitest';
import { findPassage } from './findPassage';

/** What is marked, text by text. */
const marked = (items: string[], passage: string, near = 0) =>
  findPassage(items, passage, near).map(({ item, start, end }) => items[item]!.slice(start, end));

it('finds a passage over the texts that it runs through', () => {
  const items = ['The blue ferry ', 'moors at pier seven.', ' Diesel is sold on weekdays.'];
  expect(marked(items, 'ferry moors at pier seven. Diesel')).toEqual(['ferry', 'moors at pier seven', 'Diesel']);
});

it('knows words again that the page breaks, joins and accents in its own way', () => {
  expect(marked(['The har-', 'bour master'], 'The harbour master')).toEqual(['The har', 'bour master']);
  expect(marked(['an of\uFB01cial re\u0301sume\u0301'], 'official r\u00E9sum\u00E9')).toEqual([
    'of\uFB01cial re\u0301sume',
  ]);
});

it('leaves aside the marks of a text that no page has', () => {
  expect(
    marked(['Length', 'Berth', '12 m', 'East quay'], '| Length | Berth |\n| --- | --- |\n| 12 m | East quay |'),
  ).toEqual(['Length', 'Berth', '12 m', 'East quay']);
});

it('takes of several the one nearest to where it is expected', () => {
  const items = ['See the annex.', 'Much text in between that says nothing of it at all.', 'See the annex.'];
  expect(findPassage(items, 'See the annex.', 0)[0]!.item).toBe(0);
  expect(findPassage(items, 'See the annex.', 1)[0]!.item).toBe(2);
});

it('marks on each of two pages what stands there', () => {
  const passage = 'Its lines are checked by the night watch at half past nine.';
  expect(marked(['Some words before. Its lines are checked by'], passage)).toEqual(['Its lines are checked by']);
  expect(marked(['the night watch at half past nine. And more.'], passage)).toEqual([
    'the night watch at half past nine.',
  ]);
});

it('finds a passage in which something else stands in between', () => {
  const passage = 'The dues are reckoned from the gross tonnage of the ship and are paid before it leaves.';
  const items = [
    'The dues are reckoned from the gross tonnage',
    'Page 3 of 9',
    'of the ship and are paid before it leaves.',
  ];
  const marks = marked(items, passage);
  expect(marks[0]).toContain('dues are reckoned');
  expect(marks.at(-1)).toContain('paid before it');
});

it('marks the sign that ends a sentence along with it', () => {
  expect(marked(['It moors there. It leaves.'], 'It moors there.')).toEqual(['It moors there.']);
});

it('marks nothing where the passage is not', () => {
  expect(marked(['A page about something else altogether.'], 'The blue ferry moors at pier seven.')).toEqual([]);
  expect(marked([], 'anything')).toEqual([]);
  expect(marked(['text'], '— … —')).toEqual([]);
});

it('reads scripts that join and mark their letters', () => {
  expect(marked(['नीली नाव घाट सात पर रुकती है'], 'घाट सात पर')).toEqual(['घाट सात पर']);
});
