import { QueryClient } from '@tanstack/react-query';
import { expect, it } from 'vitest';
import type { Conversation } from '../api/types';
import type { View } from './listCache';
import { conversationKeys, patchConversation, placeConversation, removeConversation } from './listCache';

const item = (id: string, day: number, more: Partial<Conversation> = {}) =>
  ({
    id,
    updated_at: `2026-05-${String(day).padStart(2, '0')}T00:00:00Z`,
    pinned: false,
    archived: false,
    active_turn_ids: [],
    ...more,
  }) as unknown as Conversation;

function listOf(view: View, data: Conversation[], next_cursor: string | null = null) {
  const client = new QueryClient();
  client.setQueryData(conversationKeys.of(view), { pages: [{ data, next_cursor }], pageParams: [null] });
  const ids = () =>
    client
      .getQueryData<{ pages: { data: Conversation[] }[] }>(conversationKeys.of(view))!
      .pages.flatMap(page => page.data.map(one => one.id))
      .join();
  return { client, ids };
}

it('puts a conversation where its time puts it', () => {
  const { client, ids } = listOf({ kind: 'recent' }, [item('c', 20), item('b', 10), item('a', 5)]);
  placeConversation(client, item('b', 15));
  expect(ids()).toBe('c,b,a');
  placeConversation(client, item('a', 30));
  expect(ids()).toBe('a,c,b');
  placeConversation(client, item('d', 1));
  expect(ids()).toBe('a,c,b,d');
});

it('leaves out what belongs beyond the last page that was read', () => {
  const { client, ids } = listOf({ kind: 'recent' }, [item('c', 20), item('b', 10)], 'more');
  placeConversation(client, item('a', 5));
  expect(ids()).toBe('c,b');
});

it('moves a conversation between the views', () => {
  const { client, ids } = listOf({ kind: 'recent' }, [item('b', 10), item('a', 5)]);
  placeConversation(client, item('a', 5, { pinned: true }));
  expect(ids()).toBe('b');
  placeConversation(client, item('a', 5));
  expect(ids()).toBe('b,a');
  placeConversation(client, item('b', 10, { folder_id: 'folder_1' }));
  expect(ids()).toBe('a');
  placeConversation(client, item('a', 5, { archived: true }));
  expect(ids()).toBe('');
});

it('forgets what was deleted and shows what was marked', () => {
  const { client, ids } = listOf({ kind: 'pinned' }, [item('b', 10, { pinned: true }), item('a', 5, { pinned: true })]);
  removeConversation(client, 'b');
  expect(ids()).toBe('a');
  client.setQueryData(conversationKeys.one('a'), item('a', 5));
  patchConversation(client, 'a', () => ({ unread: true }));
  expect(client.getQueryData<Conversation>(conversationKeys.one('a'))!.unread).toBe(true);
});
