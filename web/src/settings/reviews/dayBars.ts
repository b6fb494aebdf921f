import type { FoundOnDay } from './findingsApi';

export interface DayBar {
  /** By UTC, such as 2026-01-31. */
  day: string;
  times: number;
}

const dayMs = 86_400_000;

/** One bar for each day up to now, also for days on which nothing was found. */
export function dayBars(found: readonly FoundOnDay[], days: number, now: number): DayBar[] {
  const times = new Map<string, number>();
  for (const one of found) times.set(one.day, (times.get(one.day) ?? 0) + one.times);
  const today = Math.floor(now / dayMs);
  return Array.from({ length: days }, (_, at) => {
    const day = new Date((today - days + 1 + at) * dayMs).toISOString().slice(0, 10);
    return { day, times: times.get(day) ?? 0 };
  });
}

/** How often each kind was found in all, the most frequent first. */
export function byKind(found: readonly FoundOnDay[]): FoundOnDay[] {
  const sums = new Map<string, FoundOnDay>();
  for (const one of found) {
    const key = `${one.guard}\n${one.kind}\n${one.action}`;
    const sum = sums.get(key);
    sums.set(key, { ...one, times: (sum?.times ?? 0) + one.times });
  }
  return [...sums.values()].sort((a, b) => b.times - a.times);
}
