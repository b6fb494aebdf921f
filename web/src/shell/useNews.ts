import { useQueryClient } from '@tanstack/react-query';
import { useEffect } from 'react';
import { conversationKeys } from '../conversations/conversationsApi';
import { limitKeys } from '../limits/useLimits';
import { applyLiveEvent, refreshAll } from '../live/applyLiveEvent';
import { useServices } from '../services';
import { joinTabs } from './tabs';

/** Keeps what is shown in step with what happens, in this tab, in the others and on other devices. */
export function useNews(): void {
  const { session, turns, live } = useServices();
  const client = useQueryClient();
  useEffect(() => {
    const refresh = (conversationId: string) =>
      Promise.all([
        client.invalidateQueries({ queryKey: conversationKeys.messages(conversationId) }),
        client.invalidateQueries({ queryKey: conversationKeys.one(conversationId) }),
        // What is live tells the lists by itself.
        live.state === 'open' ? null : client.invalidateQueries({ queryKey: conversationKeys.list }),
      ]);
    let wasTold = false;
    const tabs = joinTabs(news => {
      if (news.kind === 'conversation') void refresh(news.id);
      else if (news.kind === 'signed-out' || news.who === null || news.who !== session.who) {
        // The others know it already; by now somebody else may be signed in there.
        wasTold = true;
        session.forget();
      }
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
    let wasOpen = false;
    const unlisten = live.listen(events => events.forEach(event => applyLiveEvent(client, event, turns)));
    const unwatchLive = live.watch(() => {
      // What was read before the first connection stood may be older than it.
      if (live.state === 'open' && !wasOpen) {
        wasOpen = true;
        void refreshAll(client);
      }
    });
    live.start();
    const unwatch = session.watch(() => {
      if (session.state !== 'signed-out') return;
      turns.clear();
      client.clear();
      if (!wasTold) tabs.tell({ kind: 'signed-out' });
    });
    return () => {
      unwatch();
      unwatchLive();
      unlisten();
      live.end();
      tabs.close();
    };
  }, [client, session, turns, live]);
}
