import { useMutation, useQueryClient } from '@tanstack/react-query';
import { useEffect, useMemo, useRef } from 'react';
import { useNavigate } from 'react-router';
import { dataOf } from '../api/http';
import type { Message, TurnRequest } from '../api/types';
import type { Draft } from '../composer/drafts';
import type { KnobChoice } from '../composer/knobs';
import { chosen } from '../composer/knobs';
import { draftPlace } from '../composer/useDraft';
import { conversationKeys } from '../conversations/conversationsApi';
import { useServices } from '../services';
import type { LiveTurn } from '../turns/liveTurn';
import type { Revision } from './messageActions';

/** What goes out: words, files, or both. */
export interface Outgoing extends Draft {
  /** Under which it goes once, whichever tab sends it; a new one when there is none yet. */
  id?: string;
}

/** The ways in which a turn begins. Each gets an id of its own, under which it happens once however often it is sent. */
export function useSending(
  conversationId: string | undefined,
  at: string | null,
  lastMessageId: string | null,
  knobs: KnobChoice,
  isTemporary: boolean,
) {
  const { http, turns, drafts, session } = useServices();
  const navigate = useNavigate();
  const client = useQueryClient();

  const isHere = useRef(false);
  useEffect(() => {
    isHere.current = true;
    return () => void (isHere.current = false);
  }, []);

  const begin = useMutation({
    onMutate: () => session.person,
    mutationFn: async (outgoing: Outgoing) => {
      const body = { title: null, end_user: null, temporary: isTemporary };
      return { conversation: await dataOf(http.api.POST('/v1/conversations', { body })), outgoing };
    },
    onSuccess: ({ conversation, outgoing }, _, person) => {
      if (person !== session.person) return;
      client.setQueryData(conversationKeys.one(conversation.id), conversation);
      const request = newRequest(knobs, fieldsOf(outgoing), outgoing.id);
      turns.send(conversation.id, request, { replaces: null, at: null }, outgoing.attachments);
      // Whoever went on to something else stays there; the list shows what has begun.
      if (isHere.current) void navigate(`/c/${conversation.id}`);
    },
    onError(_, outgoing, person) {
      if (person === session.person) drafts.giveBack(draftPlace(undefined), outgoing);
    },
  });

  const startNew = begin.mutate;
  const ways = useMemo(() => {
    const start = (
      fields: Partial<TurnRequest>,
      replaces: string | null,
      { attachments = [], id }: Partial<Outgoing> = {},
    ) => {
      if (conversationId === undefined) return;
      turns.send(conversationId, newRequest(knobs, fields, id), { replaces, at }, attachments);
    };
    return {
      send(outgoing: Outgoing) {
        const fields = fieldsOf(outgoing);
        if (conversationId === undefined) startNew(outgoing);
        // On another branch than the conversation's own, the message says where it belongs.
        else {
          const placed = at === null || lastMessageId === null ? fields : { ...fields, parent_id: lastMessageId };
          start(placed, null, outgoing);
        }
      },
      regenerate(message: Message, revision: Revision = {}) {
        start({ regenerate_of: message.id, ...revision }, message.id);
      },
      /** @returns The key of the turn that writes it, which stands in no branch on the screen. */
      answerBeside(message: Message, model: string): string {
        const request = newRequest(knobs, { answer_to: message.parent_id!, model });
        turns.send(message.conversation_id, request, null);
        return request.client_message_id;
      },
      edit(message: Message, text: string) {
        const kept = message.attachments?.map(file => file.file_id) ?? [];
        const files = kept.length > 0 ? { attachments: kept } : {};
        start({ message: text, parent_id: message.parent_id, ...files }, message.id, {
          attachments: message.attachments,
        });
      },
      sendAgain(turn: LiveTurn) {
        turns.dismiss(turn.key);
        if (turn.request) turns.send(turn.conversationId, turn.request, turn.place, turn.files);
      },
    };
  }, [turns, conversationId, at, lastMessageId, knobs, startNew]);

  return { ...ways, beginning: begin.isPending, problem: begin.error };
}

function fieldsOf({ message, attachments }: Outgoing): Partial<TurnRequest> {
  return attachments.length > 0 ? { message, attachments: attachments.map(file => file.file_id) } : { message };
}

function newRequest(knobs: KnobChoice, fields: Partial<TurnRequest>, id = newId()): TurnRequest {
  return { ...chosen(knobs), ...fields, client_message_id: id };
}

/** A random UUID, also where the page comes over plain http and crypto.randomUUID is absent. */
export function newId(): string {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, byte => byte.toString(16).padStart(2, '0')).join('');
  return [hex.slice(0, 8), hex.slice(8, 12), hex.slice(12, 16), hex.slice(16, 20), hex.slice(20)].join('-');
}
