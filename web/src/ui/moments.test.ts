import { expect, it } from 'vitest';
import { ago } from './moments';

const now = Date.parse('2026-01-15T12:00:00Z');

it.each([
  ['2026-01-15T11:59:40Z', 'now'],
  ['2026-01-15T11:48:30Z', '11 minutes ago'],
  ['2026-01-15T13:05:00Z', 'in 1 hour'],
  ['2026-01-14T11:00:00Z', 'yesterday'],
  ['2025-12-20T12:00:00Z', '3 weeks ago'],
  ['2024-01-01T00:00:00Z', '2 years ago'],
])('says how far %s is away', (at, words) => {
  expect(ago(at, now)).toBe(words);
});
