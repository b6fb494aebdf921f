import { keepPreviousData, useInfiniteQuery } from '@tanstack/react-query';
import type { MessageState, Page, Role } from '../api/types';
import { useServices } from '../services';

export interface Found {
  message_id: string;
  conversation_id: string;
  conversation_title: string | null;
  role: Role;
  state: MessageState;
  model: string | null;
  created_at: string;
  /** Offsets in UTF-16 code units of the text, ends exclusive. */
  snippet: { text: string; highlights: { start: number; end: number }[] };
}

/** What narrows a search; what is empty does not. */
export interface SearchFilter {
  /** Days back from now. */
  days: string;
  role: string;
  state: string;
  model: string;
  archived: boolean;
}

export const noFilter: SearchFilter = { days: '', role: '', state: '', model: '', archived: false };

const PageSize = 20;
const DayMs = 86_400_000;

/** Messages of one's own that answer to the words, the best first. */
export function useMessageSearch(words: string, filter: SearchFilter) {
  const { http } = useServices();
  return useInfiniteQuery({
    queryKey: ['message-search', words, filter],
    queryFn: ({ pageParam, signal }) =>
      http.ask<Page<Found>>('GET', '/v1/messages/search', {
        query: {
          query: words,
          from: filter.days === '' ? null : new Date(Date.now() - Number(filter.days) * DayMs).toISOString(),
          role: filter.role,
          state: filter.state,
          model: filter.model.trim(),
          archived: filter.archived ? true : null,
          limit: PageSize,
          cursor: pageParam,
        },
        signal,
      }),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next_cursor,
    enabled: words !== '',
    placeholderData: keepPreviousData,
  });
}

/** Where a found message stands in its conversation. */
export function placeOf(found: Found): string {
  return `/c/${found.conversation_id}?at=${found.message_id}`;
}
