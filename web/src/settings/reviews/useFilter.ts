import { useDebouncedValue } from '@mantine/hooks';
import { useState } from 'react';

/** What a list is narrowed by: as it is chosen, and as it is asked for once nobody types. */
export function useFilter<Filter extends { kind: string }>(initial: Filter) {
  const [filter, setFilter] = useState(initial);
  const [settled] = useDebouncedValue(filter, 300);
  return {
    filter,
    asked: { ...settled, kind: settled.kind.trim() },
    change: (part: Partial<Filter>) => setFilter(now => ({ ...now, ...part })),
  };
}
