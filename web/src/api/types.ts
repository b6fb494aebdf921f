/** The shapes of the API that the page reads and writes, by their names in the contract. */

export type MessageState = 'complete' | 'running' | 'interrupted' | 'cancelled' | 'failed';
export type Role = 'user' | 'assistant' | 'system' | 'tool' | 'agent';

export interface Page<T> {
  data: T[];
  next_cursor: string | null;
}

export interface Me {
  user: { id: string; email: string; name: string | null; role: string } | null;
  tenant: { id: string; name: string; plan: string };
  scopes: string[];
}

export interface Tokens {
  access_token: string;
  token_type: 'Bearer';
  expires_in: number;
}

export interface Conversation {
  id: string;
  title: string | null;
  pinned: boolean;
  archived: boolean;
  created_at: string;
  updated_at: string;
  leaf_message_id: string | null;
  active_turn_ids: string[];
}

/** A verified quotation. All offsets count UTF-16 code units, ends are exclusive. */
export interface Citation {
  label: string;
  namespace: string;
  document_id: string;
  chunk_id: string;
  title: string | null;
  heading: string | null;
  page: number | null;
  start: number;
  end: number;
  quote: string;
  verified: boolean;
  message_start: number;
  message_end: number;
}

export interface MessageSpan {
  message_start: number;
  message_end: number;
}

export interface Usage {
  input_tokens: number;
  output_tokens: number;
  cached_tokens: number;
  cost: string | null;
}

export interface Message {
  id: string;
  conversation_id: string;
  parent_id: string | null;
  turn_id: string | null;
  role: Role;
  content: string;
  state: MessageState;
  created_at: string;
  model: string | null;
  citations: Citation[];
  unsupported: MessageSpan[];
  usage: Usage | null;
  sibling_ids: string[];
}

export interface Knobs {
  temperature?: number | null;
  top_p?: number | null;
  frequency_penalty?: number | null;
  max_tokens?: number | null;
}

export interface Adjustment {
  knob: string;
  asked: number | string | null;
  used: number | string | null;
  reason: string;
}

export interface Source {
  label: string;
  namespace: string;
  chunk_id: string;
  document_id: string;
  title: string | null;
  heading: string | null;
  score: number;
}

export type Preset = 'creative' | 'balanced' | 'deterministic';

/** What a turn is asked with. A retry repeats it to the letter under the same client_message_id. */
export interface TurnRequest extends Knobs {
  message?: string;
  regenerate_of?: string;
  /** Null hangs the message at the root; left out, at the end of the conversation's own branch. */
  parent_id?: string | null;
  client_message_id: string;
  preset?: Preset;
}

export interface Provenance {
  turn_id: string;
  model: string | null;
  deployment: string | null;
  attempts: { deployment: string; outcome: string; ms_to_first_token: number | null; ms: number }[];
  knobs: Knobs | null;
  adjusted: Adjustment[] | null;
  usage: Usage | null;
  timings_ms: Record<string, number> | null;
}

export type DocumentState = 'queued' | 'running' | 'ready' | 'failed';

export interface KnowledgeDocument {
  id: string;
  namespace: string;
  external_id: string | null;
  title: string | null;
  media_type: string;
  state: DocumentState;
  step: string | null;
  progress: number | null;
  error: string | null;
  chunks: number;
  bytes: number;
  updated_at: string;
}

export interface Namespace {
  namespace: string;
  documents: number;
}

export interface DocumentText {
  text: string;
  sha256: string;
  pages: { page: number; start: number; end: number }[];
}
