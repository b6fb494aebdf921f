import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useNavigate } from 'react-router';
import { dataOf } from '../api/http';
import type { Feedback, Message } from '../api/types';
import { conversationKeys } from '../conversations/conversationsApi';
import { useServices } from '../services';
import type { BranchReader } from './branchReader';

/** What the server does to single messages; the branch on the screen follows at once. */
export function useMessageWays(reader: BranchReader, conversationId: string | undefined) {
  const { http } = useServices();
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMemo(() => {
    const of = (message: Message) => ({ params: { path: { id: message.id } } });
    const contextChanged = () => client.invalidateQueries({ queryKey: ['context', conversationId] });
    return {
      async fork(message: Message) {
        const forked = await dataOf(
          http.api.POST('/v1/conversations/{id}/fork', {
            params: { path: { id: message.conversation_id } },
            body: { message_id: message.id, title: null },
          }),
        );
        client.setQueryData(conversationKeys.one(forked.id), forked);
        await client.invalidateQueries({ queryKey: conversationKeys.list });
        await navigate(`/c/${forked.id}`);
      },
      /** @param left Told once the message is gone: what is looked at may have been below it. */
      async remove(message: Message, left: () => void) {
        await http.api.DELETE('/v1/messages/{id}', of(message));
        left();
        client.removeQueries({ queryKey: conversationKeys.messages(message.conversation_id), type: 'inactive' });
        await client.invalidateQueries({ queryKey: conversationKeys.messages(message.conversation_id) });
        await client.invalidateQueries({ queryKey: conversationKeys.one(message.conversation_id) });
        await contextChanged();
      },
      async pin(message: Message, isPinned: boolean) {
        await (isPinned
          ? http.api.PUT('/v1/messages/{id}/pin', of(message))
          : http.api.DELETE('/v1/messages/{id}/pin', of(message)));
        reader.change(message.id, { pinned: isPinned });
        await contextChanged();
      },
      async judge(message: Message, feedback: Feedback | null) {
        if (feedback === null) await http.api.DELETE('/v1/messages/{id}/feedback', of(message));
        else {
          const { rating, reasons, comment } = feedback;
          await http.api.PUT('/v1/messages/{id}/feedback', { ...of(message), body: { rating, reasons, comment } });
        }
        reader.change(message.id, { feedback });
      },
    };
  }, [http, client, navigate, reader, conversationId]);
}
