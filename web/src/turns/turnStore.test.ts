// @vitest-environment jsdom
import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Http } from '../api/http';
import { Session } from '../api/session';
import type { TurnRequest } from '../api/types';
import type { WireEvent } from '../testing/fakeServer';
import { FakeServer, InstantClock, json, liveStream, problem, stream, tokens, wire } from '../testing/fakeServer';
import type { LiveTurn } from './liveTurn';
import { Outbox } from './outbox';
import { TurnStore } from './turnStore';

const place = { replaces: null, at: null };
const request: TurnRequest = { message: 'Hi', client_message_id: 'key-1' };
const events: WireEvent[] = [
  [
    'turn.started',
    { turn_id: 'turn_1', user_message_id: 'msg_1', assistant_message_id: 'msg_2', knobs: {}, adjusted: [] },
  ],
  ['delta', { text: 'Hel' }],
  ['delta', { text: 'lo' }],
  ['turn.completed', { turn_id: 'turn_1', message: { content: 'Hello', citations: [], unsupported: [] } }],
];
const accepted = { 'Parley-Turn-Id': 'turn_1' };

let server: FakeServer;
let clock: InstantClock;

beforeEach(() => {
  server = new FakeServer().on('POST', /refresh$/, () => json(tokens()));
  clock = new InstantClock();
});

function makeStore(): TurnStore {
  const session = new Session(server.fetch);
  return new TurnStore(new Http(session, server.fetch), new Outbox(sessionStorage), clock, callback => callback());
}

async function until(store: TurnStore, holds: (turn: LiveTurn | undefined) => boolean): Promise<LiveTurn> {
  await vi.waitFor(() => expect(holds(store.snapshot()[0])).toBe(true), 15_000);
  return store.snapshot()[0]!;
}

const ended = (turn: LiveTurn | undefined) => turn?.phase === 'ended';

describe('a send', () => {
  it('streams its answer and leaves the outbox', async () => {
    server.on('POST', /turns$/, () => stream(wire(events), 'close', accepted));
    const store = makeStore();
    store.send('conv_1', request, place);
    expect(new Outbox(sessionStorage).all()).toHaveLength(1);
    const turn = await until(store, ended);
    expect(turn.state.text).toBe('Hello');
    expect(new Outbox(sessionStorage).all()).toEqual([]);
  });

  it('is tried again under the same id and with the same body while the network is away', async () => {
    let tries = 0;
    server.on('POST', /turns$/, () => (++tries < 4 ? 'cut' : stream(wire(events), 'close', accepted)));
    const store = makeStore();
    store.send('conv_1', request, place);
    await until(store, ended);
    const sent = server.sent('POST', /turns$/);
    expect(sent).toHaveLength(4);
    expect(new Set(sent.map(item => item.headers.get('Idempotency-Key')))).toEqual(new Set(['key-1']));
    expect(new Set(sent.map(item => JSON.stringify(item.body))).size).toBe(1);
    expect(clock.waits).toHaveLength(3);
  });

  it('waits as long as an overloaded server asks for', async () => {
    let tries = 0;
    server.on('POST', /turns$/, () =>
      ++tries === 1
        ? problem(503, 'overloaded', 'Later.', { 'Retry-After': '7' })
        : stream(wire(events), 'close', accepted),
    );
    const store = makeStore();
    store.send('conv_1', request, place);
    await until(store, ended);
    expect(clock.waits).toEqual([7000]);
  });

  it('that the server refuses says why and is not tried again', async () => {
    server.on('POST', /turns$/, () => problem(409, 'turn_in_progress', 'Another message is being answered.'));
    const store = makeStore();
    store.send('conv_1', request, place);
    const turn = await until(store, item => item?.phase === 'refused');
    expect(turn.problem?.message).toBe('Another message is being answered.');
    expect(server.sent('POST', /turns$/)).toHaveLength(1);
    expect(new Outbox(sessionStorage).all()).toEqual([]);
  });

  it('that was on its way when the page went is sent again after the reload, under the same id', async () => {
    new Outbox(sessionStorage).add({ conversationId: 'conv_1', request, place });
    server.on('POST', /turns$/, () => stream(wire(events), 'close', accepted));
    const store = makeStore();
    store.resend();
    await until(store, ended);
    expect(server.sent('POST', /turns$/).map(item => item.body)).toEqual([request]);
  });

  it('and the joining of the same turn are one', async () => {
    const open = liveStream(accepted);
    server.on('POST', /turns$/, () => open.response).on('GET', /events$/, () => liveStream().response);
    const store = makeStore();
    store.join('conv_1', 'turn_1');
    store.send('conv_1', request, place);
    await until(store, turn => turn?.turnId === 'turn_1' && turn.request !== null);
    expect(store.snapshot()).toHaveLength(1);
  });
});

describe('a broken stream', () => {
  it('is rejoined after the last event that was seen', async () => {
    server
      .on('POST', /turns$/, () => stream(wire(events.slice(0, 2)), 'break', accepted))
      .on('GET', /turn_1\/events$/, item => stream(wire(events, Number(item.headers.get('Last-Event-ID')))));
    const store = makeStore();
    store.send('conv_1', request, place);
    const turn = await until(store, ended);
    expect(turn.state.text).toBe('Hello');
    expect(server.sent('GET', /events$/).map(item => item.headers.get('Last-Event-ID'))).toEqual(['2']);
    expect(server.sent('POST', /turns$/)).toHaveLength(1);
  });

  it('is rejoined as often as it takes, with growing waits, and says so', async () => {
    let joins = 0;
    const store = makeStore();
    const shown: boolean[] = [];
    store.watch(() => shown.push(store.snapshot()[0]?.waiting ?? false));
    server
      .on('POST', /turns$/, () => stream(wire(events.slice(0, 2)), 'break', accepted))
      .on('GET', /events$/, () => (++joins < 5 ? 'cut' : stream(wire(events, 2))));
    store.send('conv_1', request, place);
    const turn = await until(store, ended);
    expect(turn.state.text).toBe('Hello');
    expect(shown).toContain(true);
    expect(turn.waiting).toBe(false);
    expect(clock.waits.length).toBe(5);
    expect(clock.waits[4]!).toBeGreaterThan(clock.waits[0]!);
  });

  it('that merely ended before the turn did is rejoined too', async () => {
    server
      .on('POST', /turns$/, () => stream(wire(events.slice(0, 3)), 'close', accepted))
      .on('GET', /events$/, () => stream(wire(events, 3)));
    const store = makeStore();
    store.send('conv_1', request, place);
    await until(store, ended);
  });

  it('of a turn that is gone ends with the reason', async () => {
    server
      .on('POST', /turns$/, () => stream(wire(events.slice(0, 2)), 'break', accepted))
      .on('GET', /events$/, () => problem(410, 'erased', 'The conversation was erased.'));
    const store = makeStore();
    store.send('conv_1', request, place);
    const turn = await until(store, item => item?.phase === 'refused');
    expect(turn.problem?.message).toBe('The conversation was erased.');
    expect(turn.state.text).toBe('Hel');
  });
});

describe('after a reload', () => {
  it('a running turn is joined from its first event', async () => {
    server.on('GET', /turn_1\/events$/, () => stream(wire(events)));
    const store = makeStore();
    store.join('conv_1', 'turn_1');
    store.join('conv_1', 'turn_1');
    const turn = await until(store, ended);
    expect(turn.state.text).toBe('Hello');
    const joins = server.sent('GET', /events$/);
    expect(joins).toHaveLength(1);
    expect(joins[0]!.headers.get('Last-Event-ID')).toBeNull();
  });
});

describe('stop', () => {
  it('cancels on the server and reads on to the end', async () => {
    const open = liveStream(accepted);
    server.on('POST', /turns$/, () => open.response).on('POST', /cancel$/, () => json(null, 202));
    const store = makeStore();
    store.send('conv_1', request, place);
    open.push(wire(events.slice(0, 2)));
    await until(store, turn => turn?.state.text === 'Hel');
    await store.cancel('key-1');
    expect(store.snapshot()[0]!.cancelling).toBe(true);
    open.push(
      `id: 3\nevent: turn.cancelled\ndata: ${JSON.stringify({ turn_id: 'turn_1', message: { content: 'Hel' } })}\n\n`,
    );
    const turn = await until(store, ended);
    expect(turn.state.end?.name).toBe('turn.cancelled');
    expect(server.sent('POST', /turn_1\/cancel$/)).toHaveLength(1);
  });

  it('takes back a send that has not arrived', async () => {
    server.on('POST', /turns$/, () => new Promise(() => undefined));
    const store = makeStore();
    store.send('conv_1', request, place);
    await store.cancel('key-1');
    expect(store.snapshot()).toEqual([]);
    expect(new Outbox(sessionStorage).all()).toEqual([]);
  });
});
