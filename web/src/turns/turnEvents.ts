import type { Adjustment, Citation, Knobs, Message, MessageSpan, Source, Usage } from '../api/types';

/** One event of a turn as it came out of its log. */
export interface TurnEvent {
  /** Its place in the log: rises by one from 1. */
  id: number;
  name: string;
  data: unknown;
}

export interface Started {
  turn_id: string;
  conversation_id: string;
  user_message_id: string;
  assistant_message_id: string;
  model: string | null;
  knobs: Knobs;
  adjusted: Adjustment[];
}

export interface Ended {
  turn_id: string;
  message: Message | null;
  finish_reason?: string;
  usage?: Usage | null;
  adjusted?: Adjustment[];
  code?: string;
  detail?: string;
  retry_after_s?: number | null;
}

export interface EventData {
  'turn.started': Started;
  'queue.position': { position: number; eta_s: number | null };
  'guard.finding': { guard: string; kind: string; action: string; message: string };
  retrieval: { query: string; sources: Source[] };
  delta: { text: string };
  retract: { from: number; reason: string };
  citation: Citation;
  unsupported: MessageSpan;
  'turn.completed': Ended;
  'turn.failed': Ended;
  'turn.cancelled': Ended;
}

export function isTerminal(name: string): boolean {
  return name === 'turn.completed' || name === 'turn.failed' || name === 'turn.cancelled';
}
