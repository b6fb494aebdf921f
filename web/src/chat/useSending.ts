import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useNavigate } from 'react-router';
import { dataOf } from '../api/http';
import type { Message, TurnRequest } from '../api/types';
import { conversationKeys } from '../conversations/conversationsApi';
import { useServices } from '../services';
import type { LiveTurn } from '../turns/liveTurn';
import type { KnobChoice } from './knobs';
import { chosen } from './knobs';

/** The ways in which a turn begins. Each gets an id of its own, under which it happens once however often it is sent. */
export function useSending(
  conversationId: string | undefined,
  at: string | null,
  lastMessageId: string | null,
  knobs: KnobChoice,
) {
  const { http, turns } = useServices();
  const navigate = useNavigate();
  const client = useQueryClient();

  const begin = useMutation({
    mutationFn: async (message: string) => {
      const conversation = await dataOf(http.api.POST('/v1/conversations', { body: { title: null, end_user: null } }));
      return { conversation, message };
    },
    onSuccess: ({ conversation, message }) => {
      client.setQueryData(conversationKeys.one(conversation.id), conversation);
      turns.send(conversation.id, newRequest(knobs, { message }), { replaces: null, at: null });
      void navigate(`/c/${conversation.id}`);
    },
  });

  const startNew = begin.mutate;
  const ways = useMemo(() => {
    const start = (fields: Partial<TurnRequest>, replaces: string | null) => {
      if (conversationId !== undefined) turns.send(conversationId, newRequest(knobs, fields), { replaces, at });
    };
    return {
      send(message: string) {
        if (conversationId === undefined) startNew(message);
        // On another branch than the conversation's own, the message says where it belongs.
        else start(at === null || lastMessageId === null ? { message } : { message, parent_id: lastMessageId }, null);
      },
      regenerate(message: Message) {
        start({ regenerate_of: message.id }, message.id);
      },
      edit(message: Message, text: string) {
        start({ message: text, parent_id: message.parent_id }, message.id);
      },
      sendAgain(turn: LiveTurn) {
        turns.dismiss(turn.key);
        if (turn.request) turns.send(turn.conversationId, turn.request, turn.place!);
      },
    };
  }, [turns, conversationId, at, lastMessageId, knobs, startNew]);

  return { ...ways, beginning: begin.isPending, problem: begin.error };
}

function newRequest(knobs: KnobChoice, fields: Partial<TurnRequest>): TurnRequest {
  return { ...fields, ...chosen(knobs), client_message_id: newId() };
}

/** A random UUID, also where the page comes over plain http and crypto.randomUUID is absent. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
