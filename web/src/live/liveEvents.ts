import type { StreamEvent } from '../api/sse';
import type { Conversation, DocumentState, Folder } from '../api/types';

/** What happened, by its name; a reader leaves alone what it does not know. */
export interface LiveData {
  /** From here on it is told what happens. */
  ready: { unread: number };
  'conversation.updated': { conversation: Conversation };
  'conversation.deleted': { id: string };
  'turn.state': { turn_id: string; conversation_id: string; state: string; assistant_message_id: string | null };
  unread: { conversation_id: string; unread: boolean; total: number };
  'folder.updated': { folder: Folder };
  'folder.deleted': { id: string };
  document: {
    id: string;
    namespace: string;
    title: string | null;
    state: DocumentState;
    step: string | null;
    progress: number;
  };
  'document.deleted': { id: string; namespace: string };
  /** What was missed is no longer known one by one: everything is read again. */
  resync: object;
}

export type LiveEvent = { [Name in keyof LiveData]: { id: string; name: Name; data: LiveData[Name] } }[keyof LiveData];

export function asLiveEvent(event: StreamEvent): LiveEvent {
  return { id: event.lastEventId, name: event.event, data: JSON.parse(event.data) as unknown } as LiveEvent;
}

/** Whether a turn in this state is over. */
export function isOver(state: string): boolean {
  return !['queued', 'running', 'waiting'].includes(state);
}
