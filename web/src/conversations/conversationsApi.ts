import type { InfiniteData } from '@tanstack/react-query';
import { useInfiniteQuery, useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { dataOf } from '../api/http';
import type { Conversation, Page } from '../api/types';
import { useServices } from '../services';

const PageSize = 30;

/** How often the list is read again while something in it is being answered. */
const WorkingMs = 5000;

const isBeingAnswered = (conversation: Conversation) => conversation.active_turn_ids.length > 0;

export const conversationKeys = {
  list: ['conversations'] as const,
  one: (id: string) => ['conversation', id] as const,
  messages: (id: string) => ['messages', id] as const,
};

/** The caller's conversations, the last used first, in pages. */
export function useConversations() {
  const { http } = useServices();
  return useInfiniteQuery({
    queryKey: conversationKeys.list,
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        http.api.GET('/v1/conversations', {
          params: { query: { limit: PageSize, cursor: pageParam ?? undefined } },
          signal,
        }),
      ),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next_cursor,
    // Another tab or device may be reading what is being answered; here only its end is of interest.
    refetchInterval: query =>
      query.state.data?.pages.some(page => page.data.some(isBeingAnswered)) ? WorkingMs : false,
  });
}

export function useConversation(id: string | undefined) {
  const { http } = useServices();
  return useQuery({
    queryKey: conversationKeys.one(id ?? ''),
    queryFn: ({ signal }) => dataOf(http.api.GET('/v1/conversations/{id}', { params: { path: { id: id! } }, signal })),
    enabled: id !== undefined,
    staleTime: 0,
    refetchOnWindowFocus: 'always',
  });
}

export function useRenameConversation() {
  const { http } = useServices();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, title }: { id: string; title: string }) =>
      dataOf(
        http.api.PATCH('/v1/conversations/{id}', {
          params: { path: { id } },
          body: { title, pinned: null, archived: null },
        }),
      ),
    onSuccess: changed => {
      client.setQueryData(conversationKeys.one(changed.id), changed);
      return client.invalidateQueries({ queryKey: conversationKeys.list });
    },
  });
}

export function useDeleteConversation() {
  const { http } = useServices();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => dataOf(http.api.DELETE('/v1/conversations/{id}', { params: { path: { id } } })),
    onSuccess: (_, id) => {
      client.setQueryData<InfiniteData<Page<Conversation>>>(conversationKeys.list, list =>
        withoutConversation(list, id),
      );
      client.removeQueries({ queryKey: conversationKeys.one(id) });
      client.removeQueries({ queryKey: conversationKeys.messages(id) });
    },
  });
}

function withoutConversation(list: InfiniteData<Page<Conversation>> | undefined, id: string) {
  return (
    list && { ...list, pages: list.pages.map(page => ({ ...page, data: page.data.filter(item => item.id !== id) })) }
  );
}

export function titleOf(conversation: Pick<Conversation, 'title'> | undefined): string {
  return conversation?.title?.trim() || 'New conversation';
}
