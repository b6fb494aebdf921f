import { createContext, use } from 'react';
import type { Message } from '../api/types';
import type { LiveTurn } from '../turns/liveTurn';

/** What can be done to a message of the thread. */
export interface MessageActions {
  /** False while an answer is being written: then nothing else may begin in this branch. */
  free: boolean;
  regenerate: (message: Message) => void;
  edit: (message: Message, text: string) => void;
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
