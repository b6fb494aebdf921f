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
export type Conversation = Schemas['Conversation'];
export type Folder = Pick<Schemas['Folder'], 'id' | 'name'>;
export type Message = Omit<
  With<'Message', { role: Role; state: MessageState }>,
  'feedback' | 'attachments' | 'tool_calls' | 'call_id' | 'pinned' | 'sibling_index' | 'sibling_count'
> & {
  pinned?: boolean;
  /** Set where a guard refused to have the question answered. */
  is_refused?: boolean;
  feedback?: Feedback | null;
  attachments?: Attachment[];
  /** Its place among all its versions, from 0, and how many there are; `sibling_ids` may name only the nearest. */
  sibling_index?: number;
  sibling_count?: number;
};

/** That an answer was given before. */
export type Reused = Schemas['Reused'];

/** What a reader said of an answer. */
export type Feedback = Omit<With<'Feedback', { rating: 'up' | 'down' }>, 'at'> & { at?: string };

/** A file that was sent with a message. */
export type Attachment = Omit<With<'Attachment', { kind: 'text' | 'image' }>, 'width' | 'height'>;

/** Why a message that is left out of the window is told to the model all the same. */
export type KeptMessage = With<'KeptRecord', { reason: 'pinned' | 'decision' | 'open_question' }>;

/** The running summary of what is left out; its text is told of the branch as it is now, and not of an answer's past. */
export type SummarySpan = Schemas['SummaryRecord'] & Partial<Schemas['SummaryView']>;

/** What of a branch the next answer would be written from. */
export type BranchContext = With<'ConversationContext', { summary: SummarySpan | null; kept: KeptMessage[] }>;

/** What of the conversation an answer was written from. */
export type Memory = With<'MemoryRecord', { summary?: SummarySpan | null; kept?: KeptMessage[] }>;

export type Model = Schemas['Model'];

/** A verified quotation. All offsets count UTF-16 code units, ends are exclusive. */
export type Citation = Schemas['Citation'] & {
  /** Of the text that was quoted from. */
  document_sha256?: string | null;
};
export type MessageSpan = Schemas['TextSpan'];
export type Usage = Schemas['Usage'];
export type Adjustment = Schemas['Adjustment'];

/** Which way an attached file went, in the order in which they are told. */
export const attachmentWays = ['prompt', 'knowledge', 'not_ready', 'image', 'unseen', 'earlier', 'gone'] as const;

export type Provenance = Omit<Schemas['Provenance'], 'memory' | 'feedback' | 'attachments' | 'retrieval'> & {
  retrieval: Retrieval | null;
  memory?: Memory | null;
  attachments?: With<'AttachmentRecord', { way: (typeof attachmentWays)[number] }>[];
  feedback?: Feedback | null;
};
export type KnowledgeDocument = With<'KnowledgeDocument', { state: DocumentState }> & {
  /** The oldest document with the very same bytes. */
  duplicate_of?: string | null;
};
export type Namespace = Schemas['KnowledgeNamespace'] & {
  parent_tokens?: number | null;
  /** Documents whose bytes another one has, too. */
  duplicates?: number | null;
  embedding?: Embedding | null;
};

/** What gives the passages of a namespace their vectors. */
export interface Embedding {
  model: string;
  dimensions: number;
  deployment: string | null;
  reembedding: { done: number; total: number } | null;
}
export type DocumentText = Schemas['DocumentText'];
export type DocumentChunk = Schemas['DocumentChunk'];

/** Why a document is, or is not, among what was found for a question. */
export interface DocumentVerdict {
  document_id: string;
  title: string | null;
  outcome:
    | 'used'
    | 'selected'
    | 'no_room'
    | 'below_the_floor'
    | 'below_the_cut'
    | 'duplicate'
    | 'not_found'
    | 'no_words'
    | 'other_namespace'
    | 'no_access'
    | 'not_ready'
    | 'not_looked'
    | 'unknown';
  detail: string;
  rank: number | null;
  score: number | null;
  words: string[];
  missing: string[];
}

/** How a search came to what it found. */
export type Explanation = Schemas['SearchExplanation'] & {
  /** How many were taken. */
  top?: number | null;
  about?: DocumentVerdict | null;
};
export type Candidate = Schemas['ExplainedCandidate'];

/** What a question was answered from. */
export type Retrieval = Omit<Schemas['RetrievalRecord'], 'explanation' | 'passages'> & {
  explanation?: Explanation | null;
  /** What entered the prompt; not told of answers from before there was such a list. */
  passages?: PromptPassage[] | null;
};
export interface PromptPassage {
  label: string;
  namespace: string;
  page: number | null;
  document_id: string;
  chunk_id: string;
  start: number;
  end: number;
  tokens: number;
}

export type SearchAnswer = Omit<Schemas['SearchDocumentsResponse'], 'explain'> & { explain: Explanation | null };
export type FoundPassage = Schemas['SearchDocumentsResult'];
export type KnowledgeSource = With<
  'KnowledgeSource',
  { kind: SourceKind; state: 'idle' | 'running' | 'failed' | 'paused'; schedule: number | 'manual' }
>;
export type SourceKind = 'folder' | 'website' | 'git' | 's3' | 'feed' | 'push';
export type SourceItem = With<'SourceItemView', { state: 'pending' | 'current' | 'failed' | 'skipped' | 'deleted' }>;

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
  /** How another answer is to differ from the one that it stands beside. */
  revise?: 'shorter' | 'longer';
  /** Another answer to this question, whether or not one is being written. */
  answer_to?: string;
  model?: string;
  /** The files that go with the message. */
  attachments?: string[];
  /** Null hangs the message at the root; left out, at the end of the conversation's own branch. */
  parent_id?: string | null;
  client_message_id: string;
  preset?: Preset;
}
