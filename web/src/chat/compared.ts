import { createContext, use } from 'react';
import type { LiveTurn } from '../turns/liveTurn';

/** Two answers to one question that stand side by side until one is chosen. */
export interface Compared {
  /** The answer that was there. */
  messageId: string;
  turn: LiveTurn;
  model: string;
  /** Goes on with one of them. */
  choose: (messageId: string) => void;
  close: () => void;
}

export const ComparedContext = createContext<Compared | null>(null);

export function useCompared(messageId: string): Compared | null {
  const compared = use(ComparedContext);
  return compared?.messageId === messageId ? compared : null;
}
