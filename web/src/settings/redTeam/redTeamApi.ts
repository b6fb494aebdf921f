import { useInfiniteQuery, useQuery } from '@tanstack/react-query';
import { dataOf } from '../../api/http';
import type { components } from '../../api/schema';
import { useServices } from '../../services';
import { useChange, useList } from '../asking';

export type Run = components['schemas']['RunView'];
export type Report = components['schemas']['RunReport'];
export type RateRow = components['schemas']['RateRow'];
export type Rate = components['schemas']['Rate'];
export type Case = components['schemas']['CaseView'];

const runs = ['red-team'];
const LookAgainMs = 2_000;

export const isOver = (state: string): boolean => state === 'done' || state === 'cancelled' || state === 'failed';

/** The runs, the newest first; looked at again while one is under way. */
export function useRuns() {
  return useList<Run>([...runs, 'list'], (http, page) =>
    http.api.GET('/v1/redteam/runs', { params: { query: page.query }, signal: page.signal }),
  );
}

/** What a run has found so far. */
export function useReport(id: string) {
  const { http } = useServices();
  return useQuery({
    queryKey: [...runs, 'report', id],
    queryFn: ({ signal }) => dataOf(http.api.GET('/v1/redteam/runs/{id}', { params: { path: { id } }, signal })),
    refetchInterval: query => (query.state.data && isOver(query.state.data.run.state) ? false : LookAgainMs),
  });
}

/** The cases of a run that ended in one of some ways, with what was said. */
export function useCases(id: string, verdict: string, family: string | null) {
  const { http } = useServices();
  const list = useInfiniteQuery({
    queryKey: [...runs, 'cases', id, verdict, family],
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        http.api.GET('/v1/redteam/runs/{id}/cases', {
          params: {
            path: { id },
            query: {
              verdict,
              ...(family === null ? {} : { family }),
              ...(pageParam === null ? {} : { cursor: pageParam }),
            },
          },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next_cursor ?? null,
  });
  return { ...list, items: list.data?.pages.flatMap(page => page.data) ?? [] };
}

export function useStartRun() {
  return useChange(
    (http, body: components['schemas']['RunRequest']) => http.api.POST('/v1/redteam/runs', { body }),
    runs,
  );
}

export function useCancelRun() {
  return useChange(
    (http, id: string) => http.api.POST('/v1/redteam/runs/{id}/cancel', { params: { path: { id } } }),
    runs,
  );
}

export function useAcceptRun() {
  return useChange(
    (http, id: string) => http.api.POST('/v1/redteam/runs/{id}/accept', { params: { path: { id } } }),
    runs,
  );
}
