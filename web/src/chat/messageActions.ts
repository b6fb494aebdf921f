import { createContext, use } from 'react';
import type { Feedback, Message } from '../api/types';
import type { LiveTurn } from '../turns/liveTurn';

/** In what another answer is to differ from the one that it stands beside. */
export interface Revision {
  revise?: 'shorter' | 'longer';
  model?: string;
}

/** What can be done to a message of the thread. */
export interface MessageActions {
  /** False while an answer is being written: then nothing else may begin in this branch. */
  free: boolean;
  regenerate: (message: Message, revision?: Revision) => void;
  /** Asks another model for an answer to the same question, and shows both side by side. */
  compare: (message: Message, model: string) => void;
  edit: (message: Message, text: string) => void;
  fork: (message: Message) => Promise<void>;
  /** Erases a message and all below it. */
  remove: (message: Message) => Promise<void>;
  pin: (message: Message, isPinned: boolean) => Promise<void>;
  judge: (message: Message, feedback: Feedback | null) => Promise<void>;
  goTo: (messageId: string) => void;
  sendAgain: (turn: LiveTurn) => void;
  takeBack: (turn: LiveTurn) => void;
}

export const MessageActionsContext = createContext<MessageActions | null>(null);

export function useMessageActions(): MessageActions {
  const actions = use(MessageActionsContext);
  if (actions === null) throw new Error('There is no thread above this component.');
  return actions;
}
