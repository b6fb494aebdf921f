import { useMemo, useState } from 'react';
import type { Message } from '../api/types';
import type { LiveTurn } from '../turns/liveTurn';
import { isOpen } from '../turns/liveTurn';
import type { Compared } from './compared';

interface Begun {
  messageId: string;
  turnKey: string;
  model: string;
}

/** Two answers side by side: which two, and what follows when one is chosen. */
export function useComparison(
  turns: readonly LiveTurn[],
  answerBeside: (message: Message, model: string) => string,
  goTo: (messageId: string) => void,
) {
  const [begun, setBegun] = useState<Begun | null>(null);
  const turn = turns.find(item => item.key === begun?.turnKey) ?? null;
  const compared = useMemo<Compared | null>(() => {
    if (begun === null || turn === null) return null;
    const close = () => setBegun(null);
    const choose = (messageId: string) => {
      close();
      goTo(messageId);
    };
    return { messageId: begun.messageId, turn, model: begun.model, choose, close };
  }, [begun, turn, goTo]);
  return {
    compared,
    /** The second answer, while it is being written. */
    openTurn: turn !== null && isOpen(turn) ? turn : null,
    begin(message: Message, model: string) {
      // The branch that is looked at stays: the other answer would else take its place.
      goTo(message.id);
      setBegun({ messageId: message.id, turnKey: answerBeside(message, model), model });
    },
  };
}
