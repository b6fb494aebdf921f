import type { InfiniteData, QueryClient } from '@tanstack/react-query';
import type { KnowledgeDocument, Page } from '../api/types';
import { placeFolder, refreshFolders, removeFolder } from '../conversations/foldersApi';
import { conversationKeys, patchConversation, placeConversation, removeConversation } from '../conversations/listCache';
import type { TurnStore } from '../turns/turnStore';
import type { LiveData, LiveEvent } from './liveEvents';
import { isOver } from './liveEvents';

/** Shows what happened, wherever it happened, in what the page has read so far. */
export function applyLiveEvent(client: QueryClient, event: LiveEvent, turns: Pick<TurnStore, 'snapshot'>): void {
  switch (event.name) {
    case 'conversation.updated':
      return placeConversation(client, event.data.conversation);
    case 'conversation.deleted':
      return removeConversation(client, event.data.id);
    case 'turn.state':
      return applyTurn(client, event.data, turns);
    case 'unread':
      return patchConversation(client, event.data.conversation_id, () => ({ unread: event.data.unread }));
    case 'folder.updated':
      return placeFolder(client, event.data.folder);
    case 'folder.deleted':
      return removeFolder(client, event.data.id);
    case 'document':
      return applyDocument(client, event.data);
    case 'document.deleted':
      return refreshDocuments(client, event.data.namespace);
    case 'resync':
      return void refreshAll(client);
  }
}

/** Reads again what is shown and may be out of date. */
export async function refreshAll(client: QueryClient): Promise<void> {
  const keys = [conversationKeys.list, ['conversation'], ['messages'], ['documents'], ['namespaces']];
  await Promise.all([
    refreshFolders(client),
    ...keys.map(queryKey => client.invalidateQueries({ queryKey, predicate: query => query.state.dataUpdatedAt > 0 })),
  ]);
}

function applyTurn(client: QueryClient, turn: LiveData['turn.state'], turns: Pick<TurnStore, 'snapshot'>): void {
  patchConversation(client, turn.conversation_id, known => ({
    active_turn_ids: [
      ...known.active_turn_ids.filter(id => id !== turn.turn_id),
      ...(isOver(turn.state) ? [] : [turn.turn_id]),
    ],
  }));
  // Somebody may have decided about its refusal.
  void client.invalidateQueries({ queryKey: ['appeal', turn.turn_id] });
  // A turn that this tab follows tells of itself.
  if (turns.snapshot().some(own => own.turnId === turn.turn_id)) return;
  void client.invalidateQueries({ queryKey: conversationKeys.messages(turn.conversation_id) });
  void client.invalidateQueries({ queryKey: conversationKeys.one(turn.conversation_id) });
}

function applyDocument(client: QueryClient, { id, namespace, state, step, progress }: LiveData['document']): void {
  const part = { state, step, progress };
  let isKnown = false;
  const changed = (document: KnowledgeDocument) => {
    if (document.id !== id) return document;
    isKnown = true;
    return { ...document, ...part };
  };
  client.setQueryData<InfiniteData<Page<KnowledgeDocument>>>(
    ['documents', namespace],
    list => list && { ...list, pages: list.pages.map(page => ({ ...page, data: page.data.map(changed) })) },
  );
  client.setQueryData<KnowledgeDocument>(['documents', namespace, id], document => document && changed(document));
  // What it became, such as its size, or that it is a new one, is read.
  if (!isKnown || state === 'ready' || state === 'failed') refreshDocuments(client, namespace);
}

function refreshDocuments(client: QueryClient, namespace: string): void {
  void client.invalidateQueries({ queryKey: ['documents', namespace] });
  void client.invalidateQueries({ queryKey: ['namespaces'] });
}
