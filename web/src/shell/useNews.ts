import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { conversationKeys } from '../conversations/conversationsApi';
import { limitKeys } from '../limits/useLimits';
import { useServices } from '../services';
import { joinTabs } from './tabs';

/** Keeps what is shown in step with what turns bring, in this tab and in the others. */
export function useNews(): void {
  const { session, turns } = useServices();
  const client = useQueryClient();
  useEffect(() => {
    const refresh = (conversationId: string) =>
      Promise.all([
        client.invalidateQueries({ queryKey: conversationKeys.messages(conversationId) }),
        client.invalidateQueries({ queryKey: conversationKeys.one(conversationId) }),
        client.invalidateQueries({ queryKey: conversationKeys.list }),
      ]);
    const tabs = joinTabs(news => {
      if (news.kind === 'signed-out') session.forget();
      else void refresh(news.id);
    });
    turns.report({
      accepted(turn) {
        tabs.tell({ kind: 'conversation', id: turn.conversationId });
        void refresh(turn.conversationId);
      },
      ended(turn) {
        tabs.tell({ kind: 'conversation', id: turn.conversationId });
        void refresh(turn.conversationId).then(() => turns.settle(turn.key));
      },
      counted(warning) {
        client.setQueryData(limitKeys.warning, warning);
        void client.invalidateQueries({ queryKey: limitKeys.own });
      },
    });
    turns.resend();
    const unwatch = session.watch(() => {
      if (session.state !== 'signed-out') return;
      turns.clear();
      client.clear();
      tabs.tell({ kind: 'signed-out' });
    });
    return () => {
      unwatch();
      tabs.close();
    };
  }, [client, session, turns]);
}
