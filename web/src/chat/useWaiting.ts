import { useEffect, useMemo, useRef, useState, useSyncExternalStore } from 'react';
import type { WaitingMessage } from '../composer/waiting';
import { useServices } from '../services';
import { shownMessage } from './thread';
import type { ThreadItem } from './thread';
import type { Outgoing } from './useSending';
import { newId } from './useSending';

/**
 * The messages that wait for the answer before them. They go one by one, each when the answer to the one before has come
 * to its end; after an answer that was stopped or failed nothing goes by itself.
 * @param isFree Whether a message can be sent into this branch now.
 */
export function useWaiting(
  conversationId: string | undefined,
  isFree: boolean,
  last: ThreadItem | undefined,
  send: (outgoing: Outgoing) => void,
) {
  const { waiting } = useServices();
  const all = useSyncExternalStore(waiting.watch, waiting.snapshot);
  const own = useMemo(() => all.filter(item => item.conversationId === conversationId), [all, conversationId]);
  const [released, setReleased] = useState<string | null>(null);
  const sender = useRef(send);
  useEffect(() => {
    sender.current = send;
  });

  const first = own[0];
  const end = last && !last.pending ? shownMessage(last).state : null;
  const served = useRef<string | null>(null);
  const endId = last?.message.id ?? null;
  const isHeld = isFree && end !== null && end !== 'complete' && end !== 'running' && released !== first?.id;
  useEffect(() => {
    if (first === undefined || !isFree || isHeld || end === null || end === 'running') return;
    // What was sent shows a frame later: until then the same end must not let the next one go.
    if (served.current === endId) return;
    served.current = endId;
    waiting.remove(first.id);
    // Another tab that holds the same message sends it under the same id, and so it happens once.
    sender.current({ message: first.text, attachments: first.attachments, id: first.id });
  }, [waiting, first, isFree, isHeld, end, endId]);

  return {
    messages: own,
    isHeld,
    add(outgoing: Outgoing) {
      const message: WaitingMessage = {
        id: newId(),
        conversationId: conversationId!,
        text: outgoing.message,
        attachments: [...outgoing.attachments],
      };
      waiting.add(message);
    },
    remove: (message: WaitingMessage) => waiting.remove(message.id),
    sendNow() {
      served.current = null;
      setReleased(first?.id ?? null);
    },
  };
}
