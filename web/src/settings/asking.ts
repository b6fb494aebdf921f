import type { QueryKey } from '@tanstack/react-query';
import { useInfiniteQuery, useMutation, useQueryClient } from '@tanstack/react-query';
import type { Page } from '../api/types';
import type { Http } from '../api/http';
import { dataOf } from '../api/http';
import { useServices } from '../services';

export const PageSize = 50;

/** Where a page of a list begins, and how it is called off. */
export interface PageAsk {
  query: { limit: number; cursor?: string };
  signal: AbortSignal;
}

/** A list of the API, page by page. */
export function useList<T>(
  key: QueryKey,
  ask: (http: Http, page: PageAsk) => Promise<{ data?: { data: T[]; next_cursor?: string | null } }>,
) {
  const { http } = useServices();
  const list = useInfiniteQuery({
    queryKey: key,
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        ask(http, { query: { limit: PageSize, ...(pageParam === null ? {} : { cursor: pageParam }) }, signal }),
      ) as Promise<Page<T>>,
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next_cursor ?? null,
  });
  return { ...list, items: list.data?.pages.flatMap(page => page.data) ?? [] };
}

/** A change by the API; the lists that it touches are read again. */
export function useChange<Input, Output>(
  act: (http: Http, input: Input) => Promise<{ data?: Output }>,
  ...touched: QueryKey[]
) {
  const { http } = useServices();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (input: Input) => dataOf(act(http, input)),
    onSuccess: () => Promise.all(touched.map(queryKey => client.invalidateQueries({ queryKey }))),
  });
}
