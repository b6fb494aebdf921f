import { keepPreviousData, useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { KnowledgeSource, Page, SourceItem, SourceKind } from '../../api/types';
import { useServices } from '../../services';
import { keys, pathOf } from '../knowledgeApi';

const PageSize = 50;
/** How often a source that runs is looked at. */
const RunningMs = 1500;
/** How often one is looked at whose next run comes by itself. */
const RestingMs = 30_000;

const sourceKeys = {
  all: (namespace: string) => ['sources', namespace] as const,
  list: (namespace: string) => ['sources', namespace, 'list'] as const,
  one: (namespace: string, id: string) => ['sources', namespace, id] as const,
  items: (namespace: string, id: string, state: string, run: string) =>
    ['sources', namespace, id, 'items', state, run] as const,
};

export function useSources(namespace: string) {
  const { http } = useServices();
  return useInfiniteQuery({
    queryKey: sourceKeys.list(namespace),
    queryFn: ({ pageParam, signal }) =>
      http.ask<Page<KnowledgeSource>>('GET', `${pathOf(namespace)}/sources`, {
        query: { limit: PageSize, cursor: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next_cursor,
    refetchInterval: query =>
      query.state.data?.pages.some(page => page.data.some(one => one.state === 'running')) ? RunningMs : RestingMs,
  });
}

export function useSource(namespace: string, id: string) {
  const { http } = useServices();
  return useQuery({
    queryKey: sourceKeys.one(namespace, id),
    queryFn: ({ signal }) => http.ask<KnowledgeSource>('GET', `${pathOf(namespace)}/sources/${id}`, { signal }),
    refetchInterval: query => (query.state.data?.state === 'running' ? RunningMs : RestingMs),
  });
}

/** What a source brought, of one state or of all; read again whenever its run has got on. */
export function useSourceItems(source: KnowledgeSource, state: string) {
  const { http } = useServices();
  const { namespace, id } = source;
  const isRunning = source.state === 'running';
  return useInfiniteQuery({
    queryKey: sourceKeys.items(namespace, id, state, isRunning ? 'running' : JSON.stringify(source.last_run)),
    placeholderData: keepPreviousData,
    queryFn: ({ pageParam, signal }) =>
      http.ask<Page<SourceItem>>('GET', `${pathOf(namespace)}/sources/${id}/items`, {
        query: { limit: PageSize, cursor: pageParam, state },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next_cursor,
    refetchInterval: isRunning ? RunningMs : source.kind === 'push' ? RestingMs : false,
  });
}

/** What is said of a source; of a change, only what is another. */
export interface SourceForm {
  kind?: SourceKind;
  name?: string;
  settings?: Record<string, unknown>;
  schedule?: number | 'manual';
  acl?: readonly string[];
  paused?: boolean;
}

export function useCreateSource(namespace: string) {
  const { http } = useServices();
  return useSourceChange(namespace, (form: SourceForm) =>
    http.ask<KnowledgeSource>('POST', `${pathOf(namespace)}/sources`, { body: form }),
  );
}

export function useChangeSource(namespace: string, id: string) {
  const { http } = useServices();
  return useSourceChange(namespace, (form: SourceForm) =>
    http.ask<KnowledgeSource>('PATCH', `${pathOf(namespace)}/sources/${id}`, { body: form }),
  );
}

export function useRunSource(namespace: string, id: string) {
  const { http } = useServices();
  return useSourceChange(namespace, (full: boolean) =>
    http.ask<unknown>('POST', `${pathOf(namespace)}/sources/${id}/run`, { body: { full } }),
  );
}

export function useDeleteSource(namespace: string, id: string) {
  const { http } = useServices();
  return useSourceChange(namespace, (documents: 'keep' | 'delete') =>
    http.ask<unknown>('DELETE', `${pathOf(namespace)}/sources/${id}`, { query: { documents } }),
  );
}

function useSourceChange<Input, Output>(namespace: string, act: (input: Input) => Promise<Output>) {
  const client = useQueryClient();
  return useMutation({
    mutationFn: act,
    onSuccess: () =>
      Promise.all([
        client.invalidateQueries({ queryKey: sourceKeys.all(namespace) }),
        client.invalidateQueries({ queryKey: keys.namespaces }),
        client.invalidateQueries({ queryKey: keys.documents(namespace) }),
      ]),
  });
}
