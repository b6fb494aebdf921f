import type { Message } from '../api/types';
import type { LiveTurn } from '../turns/liveTurn';
import { isOpen } from '../turns/liveTurn';

/** One message as the page shows it: what the server keeps, overlaid with what its turn tells live. */
export interface ThreadItem {
  /** Stays the same while a message goes from typed to sent to answered, so that nothing on the screen is built anew. */
  key: string;
  message: Message;
  turn: LiveTurn | null;
  /** True until the server lists it. */
  pending: boolean;
}

/**
 * One branch of a conversation, oldest first, with the sends that the server does not list yet in their places.
 * @param at The branch that is looked at; null for the conversation's own.
 */
export function buildThread(
  messages: readonly Message[],
  turns: readonly LiveTurn[],
  at: string | null,
): readonly ThreadItem[] {
  const listed = listedIn(messages);
  let items: readonly ThreadItem[] = withTurns(listed, turns);
  for (const turn of turns) {
    if (!isMissing(turn, listed, at)) continue;
    const replaces = turn.place!.replaces;
    const cut = replaces === null ? items.length : items.findIndex(item => item.message.id === replaces);
    if (cut >= 0) items = [...items.slice(0, cut), ...pendingItems(turn, items[cut - 1]?.message.id ?? null)];
  }
  return items;
}

/** The message with what has been streamed into it. The server's word on a finished message is the last. */
export function shownMessage({ message, turn }: ThreadItem): Message {
  if (turn === null || message.role !== 'assistant' || message.state !== 'running') return message;
  const { state } = turn;
  if (state.end?.data.message) return { ...state.end.data.message, sibling_ids: message.sibling_ids };
  return {
    ...message,
    content: state.text || (state.lastEventId > 0 ? '' : message.content),
    citations: state.citations,
    unsupported: state.unsupported,
    state: state.end === null ? 'running' : state.end.name === 'turn.cancelled' ? 'cancelled' : 'failed',
  };
}

/** The turn that is being answered in this branch, if there is one. */
export function openTurnOf(items: readonly ThreadItem[]): LiveTurn | null {
  return items.findLast(item => item.turn !== null && isOpen(item.turn))?.turn ?? null;
}

/** The turns that must be followed because their answers are still growing. */
export function turnsToJoin(messages: readonly Message[]): string[] {
  return messages.flatMap(message => (message.state === 'running' && message.turn_id ? [message.turn_id] : []));
}

/** The messages in the order of their parents: two that were written in the same instant have ids in any order. */
function branchOf(messages: readonly Message[]): Message[] {
  const byId = new Map(messages.map(message => [message.id, message]));
  const parents = new Set(messages.map(message => message.parent_id));
  const branch: Message[] = [];
  let next = messages.find(message => !parents.has(message.id));
  while (next !== undefined && branch.length < byId.size) {
    branch.push(next);
    next = next.parent_id === null ? undefined : byId.get(next.parent_id);
  }
  return branch.reverse();
}

function isShown(message: Message): boolean {
  return message.role === 'user' || message.role === 'assistant' || message.role === 'agent';
}

/** What the server lists: the same for as long as it lists the same, so that a stream costs nothing for all the rest. */
interface Listed {
  items: readonly ThreadItem[];
  /** Where the messages of a turn stand. */
  ofTurn: ReadonlyMap<string, readonly number[]>;
}

const known = new WeakMap<readonly Message[], Listed>();

function listedIn(messages: readonly Message[]): Listed {
  const before = known.get(messages);
  if (before !== undefined) return before;
  const items = branchOf(messages)
    .filter(isShown)
    .map(message => ({ key: message.id, message, turn: null, pending: false }));
  const ofTurn = new Map<string, number[]>();
  items.forEach(({ message }, index) => {
    if (message.turn_id !== null) ofTurn.set(message.turn_id, [...(ofTurn.get(message.turn_id) ?? []), index]);
  });
  const listed = { items, ofTurn };
  known.set(messages, listed);
  return listed;
}

function withTurns(listed: Listed, turns: readonly LiveTurn[]): readonly ThreadItem[] {
  let items: ThreadItem[] | null = null;
  for (const turn of turns) {
    for (const index of listed.ofTurn.get(turn.turnId ?? '') ?? []) {
      const { message } = listed.items[index]!;
      if (!belongsTo(turn, message)) continue;
      items ??= [...listed.items];
      const key = turn.request === null ? message.id : `${turn.key}:${message.role}`;
      items[index] = { key, message, turn, pending: false };
    }
  }
  return items ?? listed.items;
}

function belongsTo(turn: LiveTurn, message: Message): boolean {
  if (message.role === 'user' && turn.request?.message === undefined) return false;
  return turn.turnId !== null && turn.turnId === message.turn_id;
}

function isMissing(turn: LiveTurn, listed: Listed, at: string | null): boolean {
  if (turn.place === null || turn.settled) return false;
  if (turn.place.at !== at && turn.state.started?.assistant_message_id !== at) return false;
  const own = listed.ofTurn.get(turn.turnId ?? '') ?? [];
  return !own.some(index => listed.items[index]!.message.role === 'assistant');
}

function pendingItems(turn: LiveTurn, parent: string | null): ThreadItem[] {
  const started = turn.state.started;
  const items: ThreadItem[] = [];
  if (turn.request?.message !== undefined) {
    const message = blank(turn, 'user', started?.user_message_id, parent, turn.request.message);
    items.push({ key: `${turn.key}:user`, message, turn, pending: true });
  }
  if (turn.phase !== 'refused' || started !== null || turn.request?.message === undefined) {
    const above = started?.user_message_id ?? parent;
    const message = blank(turn, 'assistant', started?.assistant_message_id, above, '');
    items.push({ key: `${turn.key}:assistant`, message, turn, pending: true });
  }
  return items;
}

/** The answer of a turn that stands beside another one. */
export function besideItem(turn: LiveTurn, other: Message): ThreadItem {
  const message = blank(turn, 'assistant', turn.state.started?.assistant_message_id, other.parent_id, '');
  return { key: `${turn.key}:assistant`, message, turn, pending: true };
}

const blanks = new WeakMap<LiveTurn, Partial<Record<'user' | 'assistant', Message>>>();

function blank(
  turn: LiveTurn,
  role: 'user' | 'assistant',
  id: string | undefined,
  parent: string | null,
  content: string,
): Message {
  const known = blanks.get(turn) ?? {};
  blanks.set(turn, known);
  const previous = known[role];
  if (previous?.parent_id === parent) return previous;
  return (known[role] = {
    id: id ?? `${turn.key}:${role}`,
    conversation_id: turn.conversationId,
    parent_id: parent,
    turn_id: turn.turnId,
    role,
    content,
    state: role === 'user' ? 'complete' : 'running',
    created_at: '',
    model: null,
    citations: [],
    unsupported: [],
    usage: null,
    sibling_ids: [],
    ...(role === 'user' && turn.files.length > 0 ? { attachments: [...turn.files] } : {}),
  });
}
