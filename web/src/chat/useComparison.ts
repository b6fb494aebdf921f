import { useQuery } from '@tanstack/react-query';
import { useEffect, useMemo, useRef, useState } from 'react';
import { dataOf } from '../api/http';
import type { Message, Page } from '../api/types';
import { conversationKeys } from '../conversations/conversationsApi';
import { useServices } from '../services';
import type { LiveTurn } from '../turns/liveTurn';
import { isOpen } from '../turns/liveTurn';
import type { Compared } from './compared';

interface Begun {
  messageId: string;
  turnKey: string;
  model: string;
}

/** Where one is: the answer that is looked at, and the one that stands beside it. */
export interface Beside {
  at: string | null;
  beside: string | null;
}

/**
 * Two answers side by side: which two, and what follows when one is chosen. The address names both once the second is
 * known, so that they stand there again after a reload.
 */
export function useComparison(
  conversationId: string | undefined,
  turns: readonly LiveTurn[],
  { at, beside }: Beside,
  answerBeside: (message: Message, model: string) => string,
  goTo: (messageId: string, beside?: string) => void,
) {
  const store = useServices().turns;
  const [begun, setBegun] = useState<Begun | null>(null);
  const kept = useKept(conversationId, begun === null ? beside : null);
  const keptTurn = kept?.turn_id ?? null;
  // A turn that is still being sent has no id yet, and is not the one of an answer without a turn.
  const isIts = (item: LiveTurn) =>
    begun === null ? keptTurn !== null && item.turnId === keptTurn : item.key === begun.turnKey;
  const turn = turns.find(isIts) ?? null;
  const asked = useRef<string | null>(null);
  const named = useRef<string | null>(null);

  const startedId = begun === null ? undefined : turn?.state.started?.assistant_message_id;
  useEffect(() => {
    if (begun === null || startedId === undefined) return;
    if (startedId === beside) {
      named.current = begun.turnKey;
    } else if (named.current === begun.turnKey) {
      // Somebody went elsewhere: the two stand side by side no more.
      setBegun(null);
    } else if (asked.current !== begun.turnKey) {
      asked.current = begun.turnKey;
      goTo(begun.messageId, startedId);
    }
  }, [begun, startedId, beside, goTo]);
  useEffect(() => {
    if (kept?.state === 'running' && kept.turn_id !== null) store.join(kept.conversation_id, kept.turn_id);
  }, [store, kept]);

  const compared = useMemo<Compared | null>(() => {
    const messageId = begun?.messageId ?? at;
    if (messageId === null || (begun === null ? kept === null : turn === null)) return null;
    const choose = (chosen: string) => {
      setBegun(null);
      goTo(chosen);
    };
    return {
      messageId,
      turn,
      kept,
      model: begun?.model ?? kept?.model ?? null,
      choose,
      close: () => choose(messageId),
    };
  }, [begun, kept, turn, at, goTo]);
  return {
    compared,
    /** The second answer, while it is being written. */
    openTurn: compared !== null && turn !== null && isOpen(turn) ? turn : null,
    begin(message: Message, model: string) {
      // The branch that is looked at stays: the other answer would else take its place.
      goTo(message.id);
      setBegun({ messageId: message.id, turnKey: answerBeside(message, model), model });
    },
  };
}

/** The answer that an address names as the second one. */
function useKept(conversationId: string | undefined, beside: string | null): Message | null {
  const { http } = useServices();
  const { data } = useQuery({
    queryKey: [...conversationKeys.messages(conversationId ?? ''), 'beside', beside],
    queryFn: async ({ signal }) => {
      const params = { path: { id: conversationId! }, query: { through: beside!, limit: 60 } };
      const page = dataOf(http.api.GET('/v1/conversations/{id}/messages', { params, signal }));
      return ((await page) as unknown as Page<Message>).data.find(message => message.id === beside) ?? null;
    },
    enabled: conversationId !== undefined && beside !== null,
  });
  return beside === null ? null : (data ?? null);
}
