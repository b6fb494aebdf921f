import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { dataOf } from '../api/http';
import type { KnowledgeDocument, Page } from '../api/types';
import { useServices } from '../services';

const keys = {
  namespaces: ['namespaces'] as const,
  documents: (namespace: string) => ['documents', namespace] as const,
  document: (namespace: string, id: string) => ['documents', namespace, id] as const,
};

const PageSize = 50;

/** How often what is being worked on is read again. */
const WorkingMs = 1000;

export function useNamespaces() {
  const { http } = useServices();
  return useQuery({
    queryKey: keys.namespaces,
    queryFn: ({ signal }) => dataOf(http.api.GET('/v1/knowledge', { signal })),
  });
}

/** The documents of a namespace; read again while one of them is being worked on and nobody else tells of it. */
export function useDocuments(namespace: string | null) {
  const { http, live } = useServices();
  return useInfiniteQuery({
    queryKey: keys.documents(namespace ?? ''),
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        http.api.GET('/v1/knowledge/{namespace}/documents', {
          params: { path: { namespace: namespace! }, query: { limit: PageSize, cursor: pageParam ?? undefined } },
          signal,
        }),
      ) as Promise<Page<KnowledgeDocument>>,
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next_cursor,
    enabled: namespace !== null,
    refetchInterval: query =>
      live.state !== 'open' && query.state.data?.pages.some(page => page.data.some(isWorking)) ? WorkingMs : false,
  });
}

/** One document, followed until it is done. */
export function useDocument(document: KnowledgeDocument) {
  const { http, live } = useServices();
  return useQuery({
    queryKey: keys.document(document.namespace, document.id),
    queryFn: ({ signal }) =>
      dataOf(
        http.api.GET('/v1/knowledge/{namespace}/documents/{id}', {
          params: { path: { namespace: document.namespace, id: document.id } },
          signal,
        }),
      ) as Promise<KnowledgeDocument>,
    initialData: document,
    refetchInterval: query =>
      live.state !== 'open' && query.state.data && isWorking(query.state.data) ? WorkingMs : false,
  });
}

export function useDeleteDocument() {
  const { http } = useServices();
  const refresh = useRefreshKnowledge();
  return useMutation({
    mutationFn: ({ namespace, id }: KnowledgeDocument) =>
      dataOf(http.api.DELETE('/v1/knowledge/{namespace}/documents/{id}', { params: { path: { namespace, id } } })),
    onSuccess: (_, document) => refresh(document.namespace),
  });
}

export function useRetryDocument() {
  const { http } = useServices();
  const refresh = useRefreshKnowledge();
  return useMutation({
    mutationFn: ({ namespace, id }: KnowledgeDocument) =>
      dataOf(http.api.POST('/v1/knowledge/{namespace}/documents/{id}/retry', { params: { path: { namespace, id } } })),
    onSuccess: (_, document) => refresh(document.namespace),
  });
}

export function useRefreshKnowledge() {
  const client = useQueryClient();
  return (namespace: string) =>
    Promise.all([
      client.invalidateQueries({ queryKey: keys.namespaces }),
      client.invalidateQueries({ queryKey: keys.documents(namespace) }),
    ]);
}

export function isWorking(document: Pick<KnowledgeDocument, 'state'>): boolean {
  return document.state === 'queued' || document.state === 'running';
}
