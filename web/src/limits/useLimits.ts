import { useQuery } from '@tanstack/react-query';
import { dataOf } from '../api/http';
import { useServices } from '../services';

export const limitKeys = { own: ['limits'] as const, warning: ['quota-warning'] as const };

/** What the caller may use, and what is used of it. */
export function useLimits() {
  const { http } = useServices();
  return useQuery({
    queryKey: limitKeys.own,
    queryFn: ({ signal }) => dataOf(http.api.GET('/v1/limits', { signal })),
    staleTime: 60_000,
  });
}

/** What the server said of limits that are nearly used when it took the last message; null when it said nothing. */
export function useQuotaWarning(): string | null {
  return useQuery<string | null>({
    queryKey: limitKeys.warning,
    queryFn: () => null,
    enabled: false,
    initialData: null,
    gcTime: Infinity,
  }).data;
}
