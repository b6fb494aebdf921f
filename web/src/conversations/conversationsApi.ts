import type { QueryClient } from '@tanstack/react-query';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { dataOf } from '../api/http';
import type { Conversation, Page } from '../api/types';
import { i18n } from '../i18n/i18n';
import { useServices } from '../services';
import type { View } from './listCache';
import { conversationKeys, placeConversation, removeConversation } from './listCache';

export { conversationKeys } from './listCache';

const PageSize = 50;

/** How often the list is read again while something in it is being answered and nobody else tells of its end. */
const WorkingMs = 5000;

const isBeingAnswered = (conversation: Conversation) => conversation.active_turn_ids.length > 0;

/** What is asked of the server for a view; what it is shown without is left out by {@link belongsTo}. */
const asked = (view: View) => ({
  archived: view.kind === 'archived' ? true : undefined,
  pinned: view.kind === 'recent' ? false : view.kind === 'pinned' ? true : undefined,
  folder_id: view.kind === 'folder' ? view.id : undefined,
});

/** The caller's conversations of a view, the last used first, in pages. */
export function useConversations(view: View, enabled = true) {
  const { http, live } = useServices();
  return useInfiniteQuery({
    queryKey: conversationKeys.of(view),
    queryFn: ({ pageParam, signal }) =>
      http.ask<Page<Conversation>>('GET', '/v1/conversations', {
        query: { ...asked(view), limit: PageSize, cursor: pageParam },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next_cursor,
    enabled,
    refetchInterval: query =>
      live.state !== 'open' && query.state.data?.pages.some(page => page.data.some(isBeingAnswered))
        ? WorkingMs
        : false,
  });
}

export function useConversation(id: string | undefined) {
  const { http } = useServices();
  return useQuery({
    queryKey: conversationKeys.one(id ?? ''),
    queryFn: ({ signal }) =>
      dataOf(
        http.api.GET('/v1/conversations/{id}', { params: { path: { id: id! } }, signal }),
      ) as Promise<Conversation>,
    enabled: id !== undefined,
    staleTime: 0,
    refetchOnWindowFocus: 'always',
  });
}

export interface ConversationChange {
  title?: string;
  pinned?: boolean;
  archived?: boolean;
  unread?: boolean;
  /** Empty takes it out of its folder. */
  folder_id?: string;
}

/** Sends what changed of a conversation and shows what the server made of it. */
export async function changeConversation(
  http: ReturnType<typeof useServices>['http'],
  client: QueryClient,
  id: string,
  change: ConversationChange,
): Promise<void> {
  placeConversation(client, await http.ask<Conversation>('PATCH', `/v1/conversations/${id}`, { body: change }));
}

export function useChangeConversation() {
  const { http } = useServices();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, change }: { id: string; change: ConversationChange }) =>
      changeConversation(http, client, id, change),
  });
}

export function useDeleteConversation() {
  const { http } = useServices();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => dataOf(http.api.DELETE('/v1/conversations/{id}', { params: { path: { id } } })),
    onSuccess: (_, id) => removeConversation(client, id),
  });
}

export function titleOf(conversation: Pick<Conversation, 'title'> | undefined): string {
  return conversation?.title?.trim() || i18n.t('shell:newConversation');
}
