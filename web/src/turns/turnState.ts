import type { Adjustment, Citation, Knobs, Message, MessageSpan, Source } from '../api/types';
import type { Ended, EventData, TurnEvent } from './turnEvents';
import { isTerminal } from './turnEvents';

/** What a reader of a turn has been shown so far. It follows from the turn's events alone, whenever they were read. */
export interface TurnState {
  lastEventId: number;
  started: EventData['turn.started'] | null;
  text: string;
  citations: Citation[];
  unsupported: MessageSpan[];
  sources: Source[];
  queue: { position: number; eta_s: number | null } | null;
  notices: string[];
  knobs: Knobs | null;
  adjusted: Adjustment[];
  /** Set by a visible restart, until new text comes. */
  restarted: boolean;
  end: { name: string; data: Ended } | null;
}

export const emptyTurn: TurnState = {
  lastEventId: 0,
  started: null,
  text: '',
  citations: [],
  unsupported: [],
  sources: [],
  queue: null,
  notices: [],
  knobs: null,
  adjusted: [],
  restarted: false,
  end: null,
};

/**
 * The law of the stream: text grows by deltas and is withdrawn by retractions; the terminal event is the last, and its
 * message replaces what was gathered. An event that was seen already (a rejoin may repeat some) changes nothing.
 */
export function take(state: TurnState, event: TurnEvent): TurnState {
  if (state.end !== null || event.id <= state.lastEventId) return state;
  const next: TurnState = { ...state, lastEventId: event.id };
  if (isTerminal(event.name)) return end(next, event.name, event.data as Ended);
  const change = changes[event.name as keyof typeof changes] as ((s: TurnState, d: unknown) => void) | undefined;
  change?.(next, event.data);
  return next;
}

/** Changes a fresh copy of the state; lists in it are replaced, never written to. */
const changes = {
  'turn.started'(state: TurnState, data: EventData['turn.started']) {
    state.started = data;
    state.knobs = data.knobs;
    state.adjusted = data.adjusted ?? [];
    state.queue = null;
  },
  'queue.position'(state: TurnState, data: EventData['queue.position']) {
    state.queue = data;
  },
  'guard.finding'(state: TurnState, data: EventData['guard.finding']) {
    if (data.message) state.notices = [...state.notices, data.message];
  },
  retrieval(state: TurnState, data: EventData['retrieval']) {
    state.sources = data.sources;
  },
  delta(state: TurnState, data: EventData['delta']) {
    state.text += data.text;
    state.queue = null;
    state.restarted = false;
  },
  retract(state: TurnState, data: EventData['retract']) {
    state.text = state.text.slice(0, data.from);
    state.citations = state.citations.filter(citation => citation.message_end <= data.from);
    state.unsupported = state.unsupported.filter(span => span.message_end <= data.from);
    state.restarted = data.reason === 'restarted';
  },
  citation(state: TurnState, data: Citation) {
    state.citations = [...state.citations, data];
  },
  unsupported(state: TurnState, data: MessageSpan) {
    state.unsupported = [...state.unsupported, data];
  },
};

function end(state: TurnState, name: string, data: Ended): TurnState {
  const message: Message | null = data.message ?? null;
  return {
    ...state,
    end: { name, data },
    queue: null,
    text: message?.content ?? state.text,
    citations: message?.citations ?? state.citations,
    unsupported: message?.unsupported ?? state.unsupported,
    adjusted: data.adjusted ?? state.adjusted,
  };
}
