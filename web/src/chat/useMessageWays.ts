import { useQueryClient } from '@tanstack/react-query';
import { useMemo } from 'react';
import { useNavigate } from 'react-router';
import type { Conversation, Feedback, Message } from '../api/types';
import { conversationKeys } from '../conversations/conversationsApi';
import { useServices } from '../services';
import type { BranchReader } from './branchReader';

/** What the server does to single messages; the branch on the screen follows at once. */
export function useMessageWays(reader: BranchReader, conversationId: string | undefined) {
  const { http } = useServices();
  const client = useQueryClient();
  const navigate = useNavigate();
  return useMemo(() => {
    const path = (message: Message, rest = '') => `/v1/messages/${encodeURIComponent(message.id)}${rest}`;
    const contextChanged = () => client.invalidateQueries({ queryKey: ['context', conversationId] });
    return {
      async fork(message: Message) {
        const from = `/v1/conversations/${encodeURIComponent(message.conversation_id)}/fork`;
        const forked = await http.ask<Conversation>('POST', from, { body: { message_id: message.id } });
        client.setQueryData(conversationKeys.one(forked.id), forked);
        await client.invalidateQueries({ queryKey: conversationKeys.list });
        await navigate(`/c/${forked.id}`);
      },
      /** @param left Told once the message is gone: what is looked at may have been below it. */
      async remove(message: Message, left: () => void) {
        await http.ask('DELETE', path(message));
        left();
        client.removeQueries({ queryKey: conversationKeys.messages(message.conversation_id), type: 'inactive' });
        await client.invalidateQueries({ queryKey: conversationKeys.messages(message.conversation_id) });
        await client.invalidateQueries({ queryKey: conversationKeys.one(message.conversation_id) });
        await contextChanged();
      },
      async pin(message: Message, isPinned: boolean) {
        await http.ask(isPinned ? 'PUT' : 'DELETE', path(message, '/pin'));
        reader.change(message.id, { pinned: isPinned });
        await contextChanged();
      },
      async judge(message: Message, feedback: Feedback | null) {
        if (feedback === null) await http.ask('DELETE', path(message, '/feedback'));
        else {
          const { rating, reasons, comment } = feedback;
          await http.ask('PUT', path(message, '/feedback'), { body: { rating, reasons, comment } });
        }
        reader.change(message.id, { feedback });
      },
    };
  }, [http, client, navigate, reader, conversationId]);
}
