import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { useParams } from 'react-router';
import { useServices } from '../services';
import { changeConversation, useConversation } from './conversationsApi';

/** What is on the screen is no longer unread. */
export function useSeen(): void {
  const { http } = useServices();
  const client = useQueryClient();
  const { conversationId } = useParams();
  const conversation = useConversation(conversationId);
  const isUnread = conversation.data?.unread ?? false;
  useEffect(() => {
    if (conversationId === undefined || !isUnread) return;
    const look = () => {
      if (document.visibilityState !== 'visible') return;
      // Should it fail, it stays unread until it is looked at again.
      changeConversation(http, client, conversationId, { unread: false }).catch(() => undefined);
    };
    look();
    document.addEventListener('visibilitychange', look);
    return () => document.removeEventListener('visibilitychange', look);
  }, [conversationId, isUnread, http, client]);
}
