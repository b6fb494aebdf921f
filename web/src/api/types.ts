import type { components } from './schema';

type Schemas = components['schemas'];

/** A schema of the API with some of its words told apart, which its description leaves as text. */
type With<Name extends keyof Schemas, Narrower> = Omit<Schemas[Name], keyof Narrower> & Narrower;

export type MessageState = 'complete' | 'running' | 'interrupted' | 'cancelled' | 'failed';
export type Role = 'user' | 'assistant' | 'system' | 'tool' | 'agent';
export type DocumentState = 'queued' | 'running' | 'ready' | 'failed';
export type Preset = 'creative' | 'balanced' | 'deterministic';

export interface Page<T> {
  data: T[];
  next_cursor: string | null;
}

export type Tokens = Pick<Schemas['TokenAnswer'], 'access_token' | 'expires_in'>;
export type Conversation = Schemas['Conversation'] & {
  folder_id?: string | null;
  /** An answer came that nobody has seen yet. */
  unread?: boolean;
  /** It is in no list, and leaves no text. */
  temporary?: boolean;
};

export interface Folder {
  id: string;
  name: string;
}
export type Message = Omit<
  With<'Message', { role: Role; state: MessageState }>,
  'feedback' | 'attachments' | 'tool_calls' | 'call_id'
>;

/** A verified quotation. All offsets count UTF-16 code units, ends are exclusive. */
export type Citation = Schemas['Citation'];
export type MessageSpan = Schemas['TextSpan'];
export type Usage = Schemas['Usage'];
export type Adjustment = Schemas['Adjustment'];
export type Provenance = Schemas['Provenance'];
export type KnowledgeDocument = With<'KnowledgeDocument', { state: DocumentState }>;
export type Namespace = Schemas['KnowledgeNamespace'];
export type DocumentText = Schemas['DocumentText'];

export interface Knobs {
  temperature?: number | null;
  top_p?: number | null;
  frequency_penalty?: number | null;
  max_tokens?: number | null;
}

/** What a search found before the answer began; it comes in a turn's events only. */
export interface Source {
  label: string;
  namespace: string;
  chunk_id: string;
  document_id: string;
  title: string | null;
  heading: string | null;
  score: number;
}

/** What a turn is asked with. A retry repeats it to the letter under the same client_message_id. */
export interface TurnRequest extends Knobs {
  message?: string;
  regenerate_of?: string;
  /** Null hangs the message at the root; left out, at the end of the conversation's own branch. */
  parent_id?: string | null;
  client_message_id: string;
  preset?: Preset;
}
