import type { Problem } from '../api/problem';
import type { Attachment, TurnRequest } from '../api/types';
import type { Unsent } from './outbox';
import type { TurnState } from './turnState';
import { emptyTurn } from './turnState';

/** Where a send stands in the branch that was on the screen when it was made. */
export interface Place {
  /** The message whose place it takes, with all that follows that one; null at the end of the branch. */
  replaces: string | null;
  /** The branch that was looked at; null for the conversation's own. */
  at: string | null;
}

/** A turn that this page sends or follows. A new object takes its place with every change. */
export interface LiveTurn {
  /** Stays the same from the first key press to the end: the client_message_id, or the turn's id when it was joined. */
  key: string;
  conversationId: string;
  /** What was sent; null when the turn was joined. */
  request: TurnRequest | null;
  place: Place | null;
  /** The files that went with the message. */
  files: readonly Attachment[];
  turnId: string | null;
  phase: 'sending' | 'following' | 'ended' | 'refused';
  /** True while the network is away and the page tries again. */
  waiting: boolean;
  /** True when the conversation as the server tells it has caught up with the end of this turn. */
  settled: boolean;
  cancelling: boolean;
  problem: Problem | null;
  state: TurnState;
}

export function joinedTurn(conversationId: string, turnId: string): LiveTurn {
  return { ...start(turnId, conversationId), phase: 'following', turnId };
}

export function sentTurn({ conversationId, request, place, files = [] }: Unsent): LiveTurn {
  return { ...start(request.client_message_id, conversationId), request, place, files };
}

function start(key: string, conversationId: string): LiveTurn {
  return {
    key,
    conversationId,
    request: null,
    place: null,
    files: [],
    turnId: null,
    phase: 'sending',
    waiting: false,
    settled: false,
    cancelling: false,
    problem: null,
    state: emptyTurn,
  };
}

/** Whether more is to come of it. */
export function isOpen(turn: LiveTurn): boolean {
  if (turn.state.end !== null) return false;
  return turn.phase === 'sending' || turn.phase === 'following';
}
