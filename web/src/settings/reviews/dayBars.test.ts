import { expect, it } from 'vitest';
import { byKind, dayBars } from './dayBars';

const found = (day: string, kind: string, times: number) => ({ day, guard: 'harm', kind, action: 'review', times });
const days = [found('2026-01-03', 'hate', 2), found('2026-01-03', 'violence', 1), found('2026-01-01', 'hate', 4)];

it('has a bar for each day, also for those without', () => {
  expect(dayBars(days, 4, Date.parse('2026-01-04T10:00:00Z'))).toEqual([
    { day: '2026-01-01', times: 4 },
    { day: '2026-01-02', times: 0 },
    { day: '2026-01-03', times: 3 },
    { day: '2026-01-04', times: 0 },
  ]);
});

it('sums the kinds over all days', () => {
  expect(byKind(days).map(one => [one.kind, one.times])).toEqual([
    ['hate', 6],
    ['violence', 1],
  ]);
});
