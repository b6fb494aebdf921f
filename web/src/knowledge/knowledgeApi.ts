import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import type { KnowledgeDocument, Namespace, Page } from '../api/types';
import { useServices } from '../services';

const keys = {
  namespaces: ['namespaces'] as const,
  documents: (namespace: string) => ['documents', namespace] as const,
};

const PageSize = 50;

/** How often a list with work in it is read again. */
const WorkingMs = 1500;

const path = (namespace: string) => `/v1/knowledge/${encodeURIComponent(namespace)}/documents`;

export function useNamespaces() {
  const { http } = useServices();
  return useQuery({
    queryKey: keys.namespaces,
    queryFn: ({ signal }) => http.json<Page<Namespace>>('/v1/knowledge', { signal }),
  });
}

/** The documents of a namespace; read again every moment while one of them is being worked on. */
export function useDocuments(namespace: string | null) {
  const { http } = useServices();
  return useInfiniteQuery({
    queryKey: keys.documents(namespace ?? ''),
    queryFn: ({ pageParam, signal }) =>
      http.json<Page<KnowledgeDocument>>(path(namespace!), { query: { limit: PageSize, cursor: pageParam }, signal }),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next_cursor,
    enabled: namespace !== null,
    refetchInterval: query => (query.state.data?.pages.some(page => page.data.some(isWorking)) ? WorkingMs : false),
  });
}

export function useDeleteDocument() {
  const { http } = useServices();
  const refresh = useRefreshKnowledge();
  return useMutation({
    mutationFn: (document: KnowledgeDocument) =>
      http.json<null>(`${path(document.namespace)}/${encodeURIComponent(document.id)}`, { method: 'DELETE' }),
    onSuccess: (_, document) => refresh(document.namespace),
  });
}

export function useRetryDocument() {
  const { http } = useServices();
  const refresh = useRefreshKnowledge();
  return useMutation({
    mutationFn: (document: KnowledgeDocument) =>
      http.json<unknown>(`${path(document.namespace)}/${encodeURIComponent(document.id)}/retry`, { method: 'POST' }),
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

export function isWorking(document: KnowledgeDocument): boolean {
  return document.state === 'queued' || document.state === 'running';
}

export function uploadPath(namespace: string): string {
  return path(namespace);
}
