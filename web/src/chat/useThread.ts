import { useInfiniteQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useSyncExternalStore } from 'react';
import { dataOf } from '../api/http';
import type { Message, Page } from '../api/types';
import { conversationKeys } from '../conversations/conversationsApi';
import { useServices } from '../services';
import { buildThread, openTurnOf, turnsToJoin } from './thread';

const PageSize = 40;

const noMessages: Message[] = [];

/** One branch of a conversation, with all that is being answered in it followed live. */
export function useThread(conversationId: string | undefined, at: string | null) {
  const { http, turns } = useServices();
  const all = useSyncExternalStore(turns.watch, turns.snapshot);
  const query = useInfiniteQuery({
    queryKey: [...conversationKeys.messages(conversationId ?? ''), at],
    queryFn: ({ pageParam, signal }) =>
      dataOf(
        http.api.GET('/v1/conversations/{id}/messages', {
          params: {
            path: { id: conversationId! },
            query: { limit: PageSize, ...(pageParam === null ? { through: at ?? undefined } : { cursor: pageParam }) },
          },
          signal,
        }),
      ) as Promise<Page<Message>>,
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next_cursor,
    enabled: conversationId !== undefined,
    refetchOnWindowFocus: 'always',
    staleTime: 0,
    placeholderData: (previous, before) => (before?.queryKey[1] === conversationId ? previous : undefined),
  });

  const messages = useMemo(() => query.data?.pages.flatMap(page => page.data) ?? noMessages, [query.data]);
  useEffect(() => {
    if (conversationId === undefined) return;
    for (const turnId of turnsToJoin(messages)) turns.join(conversationId, turnId);
  }, [turns, conversationId, messages]);

  const own = useMemo(() => all.filter(turn => turn.conversationId === conversationId), [all, conversationId]);
  const items = useMemo(() => buildThread(messages, own, at), [messages, own, at]);
  return { query, items, turns: own, openTurn: openTurnOf(items) };
}
