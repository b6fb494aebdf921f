import { expect, it } from 'vitest';
import { asDollars, hasMath } from './math';

it('takes money for money', () => {
  expect(hasMath('It costs $5 or $6.')).toBe(false);
});

it('finds formulas as models write them', () => {
  expect(['$$x$$', '\\(x\\)', '\\[x\\]'].every(hasMath)).toBe(true);
});

it('writes all of them alike without moving a character, and leaves code alone', () => {
  const source = 'a \\(x\\) b `\\(y\\)` \\[z\\]';
  expect(asDollars(source)).toBe('a $$x$$ b `\\(y\\)` $$z$$');
  expect(asDollars(source)).toHaveLength(source.length);
});
