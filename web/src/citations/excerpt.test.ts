import { expect, it } from 'vitest';
import { excerptOf } from './excerpt';

it('shows a short document whole, with the passage in its place', () => {
  expect(excerptOf('before passage after', { start: 7, end: 14 }, 100)).toEqual({
    before: 'before ',
    passage: 'passage',
    after: ' after',
    hasMoreBefore: false,
    hasMoreAfter: false,
  });
});

it('cuts a long document at lines around the passage', () => {
  const text = `${'line of text\n'.repeat(200)}PASSAGE\n${'line of text\n'.repeat(200)}`;
  const start = text.indexOf('PASSAGE');
  const excerpt = excerptOf(text, { start, end: start + 7 }, 50);
  expect(excerpt.passage).toBe('PASSAGE');
  expect(excerpt.before.startsWith('line')).toBe(true);
  expect(excerpt).toMatchObject({ hasMoreBefore: true, hasMoreAfter: true });
  expect(text).toContain(excerpt.before + excerpt.passage + excerpt.after);
});

it('never cuts a character in two', () => {
  const text = '👋'.repeat(2000);
  const { before, after } = excerptOf(text, { start: 2000, end: 2002 }, 501);
  expect(before.isWellFormed() && after.isWellFormed()).toBe(true);
});

it('shows the beginning when there is no passage, and survives one that is out of range', () => {
  expect(excerptOf('short', null, 10)).toMatchObject({ passage: '', after: 'short' });
  expect(excerptOf('short', { start: 90, end: 99 }, 10)).toMatchObject({ before: 'short', passage: '' });
});
