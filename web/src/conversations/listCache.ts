import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { Conversation, Page } from '../api/types';

/** Which of the conversations are listed. */
export type View = { kind: 'recent' } | { kind: 'pinned' } | { kind: 'archived' } | { kind: 'folder'; id: string };

type List = InfiniteData<Page<Conversation>, string | null>;

export const conversationKeys = {
  list: ['conversations'] as const,
  of: (view: View) => ['conversations', view] as const,
  one: (id: string) => ['conversation', id] as const,
  messages: (id: string) => ['messages', id] as const,
};

/** Whether a conversation is shown in a view. */
export function belongsTo(view: View, conversation: Conversation): boolean {
  if (conversation.temporary) return false;
  if (view.kind === 'archived') return conversation.archived;
  if (conversation.archived) return false;
  if (view.kind === 'folder') return conversation.folder_id === view.id;
  return view.kind === 'pinned' ? conversation.pinned : !conversation.pinned && !conversation.folder_id;
}

/** The list with a conversation where its time puts it, and nowhere else. What belongs beyond the last page is left out. */
export function placed(list: List, view: View, conversation: Conversation): List {
  const pages = list.pages.map(page => ({ ...page, data: page.data.filter(item => item.id !== conversation.id) }));
  if (!belongsTo(view, conversation)) return { ...list, pages };
  for (const page of pages) {
    const at = page.data.findIndex(item => item.updated_at <= conversation.updated_at);
    if (at >= 0) page.data.splice(at, 0, conversation);
    else if (page.next_cursor === null) page.data.push(conversation);
    else continue;
    break;
  }
  return { ...list, pages };
}

/** Shows a conversation as it is now wherever it is shown. */
export function placeConversation(client: QueryClient, conversation: Conversation): void {
  client.setQueryData(conversationKeys.one(conversation.id), conversation);
  eachList(client, (list, view) => placed(list, view, conversation));
}

/** Changes what is known of a conversation where it is known. */
export function patchConversation(
  client: QueryClient,
  id: string,
  change: (known: Conversation) => Partial<Conversation>,
): void {
  const changed = (known: Conversation) => (known.id === id ? { ...known, ...change(known) } : known);
  client.setQueryData<Conversation>(conversationKeys.one(id), known => known && changed(known));
  eachList(client, list => ({ ...list, pages: list.pages.map(page => ({ ...page, data: page.data.map(changed) })) }));
}

export function removeConversation(client: QueryClient, id: string): void {
  eachList(client, list => ({
    ...list,
    pages: list.pages.map(page => ({ ...page, data: page.data.filter(item => item.id !== id) })),
  }));
  client.removeQueries({ queryKey: conversationKeys.one(id) });
  client.removeQueries({ queryKey: conversationKeys.messages(id) });
}

function eachList(client: QueryClient, change: (list: List, view: View) => List): void {
  for (const [key, list] of client.getQueriesData<List>({ queryKey: conversationKeys.list })) {
    if (list !== undefined) client.setQueryData(key, change(list, key[1] as View));
  }
}
