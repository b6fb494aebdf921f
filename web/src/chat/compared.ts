import { createContext, use } from 'react';
import type { Message } from '../api/types';
import type { LiveTurn } from '../turns/liveTurn';

/** Two answers to one question that stand side by side until one is chosen. */
export interface Compared {
  /** The answer that was there. */
  messageId: string;
  /** What writes the other one, when this page reads it. */
  turn: LiveTurn | null;
  /** The other one as the server lists it; null while it is only being written here. */
  kept: Message | null;
  model: string | null;
  /** Goes on with one of them. */
  choose: (messageId: string) => void;
  close: () => void;
}

export const ComparedContext = createContext<Compared | null>(null);

export function useCompared(messageId: string): Compared | null {
  const compared = use(ComparedContext);
  return compared?.messageId === messageId ? compared : null;
}
