import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useState, useSyncExternalStore } from 'react';
import { dataOf } from '../api/http';
import type { Message, Page } from '../api/types';
import { conversationKeys } from '../conversations/conversationsApi';
import { useServices } from '../services';
import { BranchReader } from './branchReader';
import { buildThread, openTurnOf, turnsToJoin } from './thread';
import { useEarlier } from './useEarlier';

/** So many are shown at once; the rest comes while the page is idle. */
const FirstPage = 60;

/** One branch of a conversation, with all that is being answered in it followed live. */
export function useThread(conversationId: string | undefined, at: string | null) {
  const { http, turns } = useServices();
  const all = useSyncExternalStore(turns.watch, turns.snapshot);
  const [reader] = useState(() => new BranchReader());
  const branch = useSyncExternalStore(reader.watch, reader.snapshot);

  const read = (query: { limit: number; through?: string; cursor?: string }, signal: AbortSignal) =>
    dataOf(
      http.api.GET('/v1/conversations/{id}/messages', { params: { path: { id: conversationId! }, query }, signal }),
    ) as Promise<unknown> as Promise<Page<Message>>;

  const query = useQuery({
    queryKey: [...conversationKeys.messages(conversationId ?? ''), at],
    queryFn: ({ signal }) => read({ limit: FirstPage, through: at ?? undefined }, signal),
    enabled: conversationId !== undefined,
    refetchOnWindowFocus: 'always',
    staleTime: 0,
    placeholderData: (previous, before) => (before?.queryKey[1] === conversationId ? previous : undefined),
  });
  const { data } = query;
  useEffect(() => {
    if (data !== undefined) reader.newest(data);
  }, [reader, data]);

  const earlier = useEarlier(reader, branch, (cursor, limit, signal) => read({ cursor, limit }, signal));

  const { messages } = branch;
  useEffect(() => {
    if (conversationId === undefined) return;
    for (const turnId of turnsToJoin(messages)) turns.join(conversationId, turnId);
  }, [turns, conversationId, messages]);

  const own = useMemo(() => all.filter(turn => turn.conversationId === conversationId), [all, conversationId]);
  const items = useMemo(() => buildThread(messages, own, at), [messages, own, at]);
  return {
    query,
    reader,
    items,
    turns: own,
    openTurn: openTurnOf(items),
    earlier,
    /** Whether the conversation is known to hold nothing. */
    isBlank: query.isSuccess && query.data.data.length === 0 && items.length === 0,
  };
}
