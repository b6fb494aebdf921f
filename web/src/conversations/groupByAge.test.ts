import { expect, it } from 'vitest';
import type { Conversation } from '../api/types';
import { groupByAge } from './groupByAge';

const now = new Date(2026, 4, 20, 15);
const item = (id: string, date: Date) => ({ id, updated_at: date.toISOString() }) as Conversation;

it('groups by the days and months of the reader', () => {
  const groups = groupByAge(
    [
      item('a', new Date(2026, 4, 20, 0, 1)),
      item('b', new Date(2026, 4, 19, 23, 59)),
      item('c', new Date(2026, 4, 14)),
      item('d', new Date(2026, 4, 1)),
      item('e', new Date(2025, 0, 1)),
      item('f', new Date(2025, 0, 1)),
    ],
    now,
  );
  expect(groups.map(group => [group.name, group.items.map(one => one.id).join()])).toEqual([
    ['Today', 'a'],
    ['Yesterday', 'b'],
    ['Previous 7 days', 'c'],
    ['Previous 30 days', 'd'],
    ['January 2025', 'e,f'],
  ]);
});
