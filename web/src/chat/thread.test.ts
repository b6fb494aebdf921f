import { describe, expect, it } from 'vitest';
import type { Message } from '../api/types';
import type { LiveTurn } from '../turns/liveTurn';
import { joinedTurn, sentTurn } from '../turns/liveTurn';
import { emptyTurn } from '../turns/turnState';
import { buildThread, openTurnOf, shownMessage, turnsToJoin } from './thread';

function message(id: string, role: Message['role'], parent: string | null, more: Partial<Message> = {}): Message {
  return {
    id,
    conversation_id: 'conv_1',
    parent_id: parent,
    turn_id: null,
    role,
    content: id,
    state: 'complete',
    created_at: '',
    model: null,
    citations: [],
    unsupported: [],
    usage: null,
    sibling_ids: [id],
    ...more,
  };
}

const kept = [
  message('msg_4', 'assistant', 'msg_3', { turn_id: 'turn_2' }),
  message('msg_3', 'user', 'msg_2', { turn_id: 'turn_2' }),
  message('msg_2', 'assistant', 'msg_1', { turn_id: 'turn_1' }),
  message('msg_1', 'user', null, { turn_id: 'turn_1' }),
];

const sent = (fields: object, replaces: string | null, at: string | null = null): LiveTurn =>
  sentTurn({ conversationId: 'conv_1', request: { client_message_id: 'key', ...fields }, place: { replaces, at } });

const shown = (items: ReturnType<typeof buildThread>) => items.map(item => item.message.content || item.message.role);

describe('the thread', () => {
  it('stands oldest first, without what only the machine reads', () => {
    const system = message('msg_0', 'system', null);
    expect(shown(buildThread([...kept, system], [], null))).toEqual(['msg_1', 'msg_2', 'msg_3', 'msg_4']);
  });

  it('goes by the parents, for ids of one instant have no order', () => {
    const answer = message('msg_a', 'assistant', 'msg_b');
    expect(shown(buildThread([answer, message('msg_b', 'user', null)], [], null))).toEqual(['msg_b', 'msg_a']);
  });

  it('shows a send before the server lists it', () => {
    const items = buildThread(kept, [sent({ message: 'New' }, null)], null);
    expect(shown(items)).toEqual(['msg_1', 'msg_2', 'msg_3', 'msg_4', 'New', 'assistant']);
    expect(items.slice(-2).every(item => item.pending)).toBe(true);
  });

  it('shows an edit in the place of what it replaces', () => {
    expect(shown(buildThread(kept, [sent({ message: 'Edited', parent_id: null }, 'msg_1')], null))).toEqual([
      'Edited',
      'assistant',
    ]);
  });

  it('shows another answer in the place of the one before', () => {
    expect(shown(buildThread(kept, [sent({ regenerate_of: 'msg_2' }, 'msg_2')], null))).toEqual(['msg_1', 'assistant']);
  });

  it('keeps the keys of a send when the server lists it, so that nothing is built anew', () => {
    const turn = { ...sent({ message: 'New' }, null), turnId: 'turn_3' };
    const before = buildThread(kept, [turn], null).map(item => item.key);
    const listed = [
      message('msg_6', 'assistant', 'msg_5', { turn_id: 'turn_3', state: 'running' }),
      message('msg_5', 'user', 'msg_4', { turn_id: 'turn_3' }),
      ...kept,
    ];
    expect(buildThread(listed, [turn], null).map(item => item.key)).toEqual(before);
  });

  it('shows a send on the branch where it was made, and on no other', () => {
    const turn = sent({ message: 'New' }, null, 'msg_9');
    expect(buildThread(kept, [turn], null)).toHaveLength(4);
    expect(buildThread(kept, [turn], 'msg_9')).toHaveLength(6);
  });

  it('lets go of a finished send that the server does not list on this branch', () => {
    expect(buildThread(kept, [{ ...sent({ message: 'New' }, null), settled: true }], null)).toHaveLength(4);
  });

  it('shows a refused send without an answer', () => {
    const items = buildThread(kept, [{ ...sent({ message: 'New' }, null), phase: 'refused' }], null);
    expect(shown(items).slice(-1)).toEqual(['New']);
  });
});

describe('a running answer', () => {
  const running = message('msg_6', 'assistant', 'msg_4', {
    turn_id: 'turn_3',
    state: 'running',
    content: 'kept so far',
  });
  const turn = {
    ...joinedTurn('conv_1', 'turn_3'),
    state: { ...emptyTurn, lastEventId: 3, text: 'kept so far and more' },
  };

  it('is what its turn tells', () => {
    expect(shownMessage({ key: '', message: running, turn, pending: false })).toMatchObject({
      content: 'kept so far and more',
      state: 'running',
    });
  });

  it('is what the server kept until its turn has told anything', () => {
    const fresh = joinedTurn('conv_1', 'turn_3');
    expect(shownMessage({ key: '', message: running, turn: fresh, pending: false }).content).toBe('kept so far');
  });

  it('is to be joined', () => {
    expect(turnsToJoin([running, ...kept])).toEqual(['turn_3']);
  });

  it('keeps the composer from sending until its end', () => {
    expect(openTurnOf(buildThread([running, ...kept], [turn], null))).toBe(turn);
    const over = {
      ...turn,
      state: { ...turn.state, end: { name: 'turn.completed', data: { turn_id: 'turn_3', message: null } } },
    };
    expect(openTurnOf(buildThread([running, ...kept], [over], null))).toBeNull();
  });
});

it('believes the server about an answer that is finished', () => {
  const turn = { ...joinedTurn('conv_1', 'turn_2'), state: { ...emptyTurn, lastEventId: 1, text: 'half' } };
  expect(shownMessage({ key: '', message: kept[0]!, turn, pending: false }).content).toBe('msg_4');
});
