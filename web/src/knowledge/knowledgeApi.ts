import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { dataOf } from '../api/http';
import type { DocumentChunk, KnowledgeDocument, Namespace, Page } from '../api/types';
import type { LiveState } from '../live/liveFeed';
import { useServices } from '../services';
import { useMe } from '../settings/useMe';

export const keys = {
  namespaces: ['namespaces'] as const,
  documents: (namespace: string) => ['documents', namespace] as const,
  document: (namespace: string, id: string) => ['documents', namespace, id] as const,
  chunks: (namespace: string, id: string) => ['documents', namespace, id, 'chunks'] as const,
};

const PageSize = 50;

/** How often what is being worked on is read again. */
export const WorkingMs = 1000;

/** How often it is while the page is told what happens: only for what was told before the page knew of it. */
const ToldMs = 10 * WorkingMs;

/** Whether who is signed in may change what is in the knowledge base, or only look at it. */
export function useMayWrite(): boolean {
  const me = useMe();
  return me.data !== undefined && me.data.scopes.includes('knowledge:write') && isAdmin(me.data.user?.role);
}

function isAdmin(role: string | undefined): boolean {
  return role === 'admin' || role === 'owner';
}

export function useNamespaces() {
  const { http } = useServices();
  return useQuery({
    queryKey: keys.namespaces,
    queryFn: ({ signal }) => dataOf(http.api.GET('/v1/knowledge', { signal })) as Promise<Page<Namespace>>,
    refetchInterval: query => (query.state.data?.data.some(one => one.embedding?.reembedding) ? 3 * WorkingMs : false),
  });
}

const pollMs = (state: LiveState) => (state === 'open' ? ToldMs : WorkingMs);

/** The documents of a namespace; read again while one of them is being worked on. */
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
      query.state.data?.pages.some(page => page.data.some(isWorking)) ? pollMs(live.state) : false,
  });
}

/** One document, followed until it is done. */
export function useDocument(namespace: string, id: string, known?: KnowledgeDocument) {
  const { http, live } = useServices();
  return useQuery({
    queryKey: keys.document(namespace, id),
    queryFn: ({ signal }) =>
      dataOf(
        http.api.GET('/v1/knowledge/{namespace}/documents/{id}', { params: { path: { namespace, id } }, signal }),
      ) as Promise<KnowledgeDocument>,
    initialData: known,
    refetchInterval: query => (query.state.data && isWorking(query.state.data) ? pollMs(live.state) : false),
  });
}

/** The pieces in which a document is found, page by page. */
export function useChunks(namespace: string, id: string) {
  const { http } = useServices();
  return useInfiniteQuery({
    queryKey: keys.chunks(namespace, id),
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        http.api.GET('/v1/knowledge/{namespace}/documents/{id}/chunks', {
          params: { path: { namespace, id }, query: { limit: PageSize, cursor: pageParam ?? undefined } },
          signal,
        }),
      ) as Promise<Page<DocumentChunk>>,
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next_cursor,
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

/** What a document that is no file is made of. */
export interface WrittenDocument {
  title?: string;
  text?: string;
  media_type?: string;
  url?: string;
  acl: readonly string[];
}

export function useAddDocument(namespace: string) {
  const { http } = useServices();
  const refresh = useRefreshKnowledge();
  return useMutation({
    mutationFn: (body: WrittenDocument) =>
      http.ask<{ document: KnowledgeDocument }>('POST', `${pathOf(namespace)}/documents`, { body }),
    onSuccess: () => refresh(namespace),
  });
}

/** What of a namespace can be set; only what changes is named. */
export interface NamespaceChange {
  chunk_tokens?: number;
  overlap_tokens?: number;
  parent_tokens?: number;
  floor?: number;
  embedding?: string;
}

export function useChangeNamespace(namespace: string) {
  const { http } = useServices();
  const refresh = useRefreshKnowledge();
  return useMutation({
    mutationFn: (body: NamespaceChange) => http.ask<Namespace>('PATCH', pathOf(namespace), { body }),
    onSuccess: () => refresh(namespace),
  });
}

/** Has every document of a namespace read again, by its settings of now. */
export function useReread(namespace: string) {
  const { http } = useServices();
  const refresh = useRefreshKnowledge();
  return useMutation({
    mutationFn: () => http.ask<{ documents: number }>('POST', `${pathOf(namespace)}/reread`),
    onSuccess: () => refresh(namespace),
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

/** Under which name people know a document: its title, else its file's, else what its sender calls it. */
export function nameOf(document: KnowledgeDocument): string {
  return document.title || fileNameOf(document) || document.external_id;
}

/** The name of the file that it came as; empty where that was not told. */
export function fileNameOf(document: KnowledgeDocument): string {
  const told = (document.metadata as { file_name?: unknown } | null)?.file_name;
  return typeof told === 'string' ? told : '';
}

export function pathOf(namespace: string): string {
  return `/v1/knowledge/${encodeURIComponent(namespace)}`;
}
