import { useQuery } from '@tanstack/react-query';
import { dataOf } from '../api/http';
import { useServices } from '../services';

/** Who is signed in, and what they may do. */
export function useMe() {
  const { http } = useServices();
  return useQuery({
    queryKey: ['me'],
    queryFn: ({ signal }) => dataOf(http.api.GET('/v1/me', { signal })),
    staleTime: 300_000,
  });
}
