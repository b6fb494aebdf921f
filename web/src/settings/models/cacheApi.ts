import { useQuery } from '@tanstack/react-query';
import { dataOf } from '../../api/http';
import type { components } from '../../api/schema';
import { useServices } from '../../services';
import { useChange } from '../asking';

export type CacheKind = components['schemas']['ShownCacheKind'];

const cache = ['answer-cache'];

/** The answers that are kept to be given again, and what that saved. */
export function useAnswerCache() {
  const { http } = useServices();
  return useQuery({
    queryKey: cache,
    queryFn: ({ signal }) => dataOf(http.api.GET('/v1/answer-cache', { signal })),
  });
}

export function useEmptyCache() {
  return useChange(http => http.api.DELETE('/v1/answer-cache'), cache);
}
