import type { Conversation, Message } from '../api/types';

/** A conversation as the server tells of it. */
export const storedConversation = (more: Partial<Conversation> = {}): Conversation => ({
  id: 'conv_1',
  title: 'A question',
  pinned: false,
  archived: false,
  subject: 'sub_1',
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
  leaf_message_id: null,
  active_turn_ids: [],
  ...more,
});

/** A message of it, as the server tells of it. */
export const storedMessage = (
  id: string,
  role: Message['role'],
  parent: string | null,
  more: Partial<Message> = {},
): Message => ({
  id,
  conversation_id: 'conv_1',
  parent_id: parent,
  turn_id: 'turn_1',
  role,
  content: `content of ${id}`,
  state: 'complete',
  created_at: '2026-01-01T00:00:00Z',
  model: null,
  citations: [],
  unsupported: [],
  usage: null,
  sibling_ids: [id],
  sibling_count: (more.sibling_ids ?? [id]).length,
  feedback: null,
  ...more,
});
