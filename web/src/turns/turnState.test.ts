import { describe, expect, it } from 'vitest';
import type { Citation, Message } from '../api/types';
import { emptyTurn, take } from './turnState';
import type { TurnEvent } from './turnEvents';

const log = (...events: [string, unknown][]): TurnEvent[] =>
  events.map(([name, data], index) => ({ id: index + 1, name, data }));
const read = (events: TurnEvent[]) => events.reduce(take, emptyTurn);
const cite = (label: string, start: number, end: number) =>
  ({ label, message_start: start, message_end: end }) as Citation;
const message = (content: string) => ({ content, citations: [], unsupported: [] }) as unknown as Message;

describe('the law of the stream', () => {
  it('grows the text by deltas', () => {
    expect(read(log(['delta', { text: 'Hel' }], ['delta', { text: 'lo 👋' }])).text).toBe('Hello 👋');
  });

  it('withdraws text from an offset in UTF-16 units, and the citations beyond it', () => {
    const state = read(
      log(
        ['delta', { text: '👋 one [S1] two [S2]' }],
        ['citation', cite('S1', 3, 11)],
        ['citation', cite('S2', 12, 20)],
        ['unsupported', { message_start: 12, message_end: 15 }],
        ['retract', { from: 11, reason: 'guard' }],
      ),
    );
    expect(state.text).toBe('👋 one [S1]');
    expect(state.citations.map(citation => citation.label)).toEqual(['S1']);
    expect(state.unsupported).toEqual([]);
    expect(state.restarted).toBe(false);
  });

  it('shows a restart until new text comes', () => {
    const events = log(
      ['delta', { text: 'draft' }],
      ['retract', { from: 0, reason: 'restarted' }],
      ['delta', { text: 'new' }],
    );
    expect(read(events.slice(0, 2))).toMatchObject({ text: '', restarted: true });
    expect(read(events)).toMatchObject({ text: 'new', restarted: false });
  });

  it('lets the message of the terminal event replace what was gathered', () => {
    const state = read(log(['delta', { text: 'abc' }], ['turn.completed', { turn_id: 't', message: message('abcd') }]));
    expect(state.text).toBe('abcd');
    expect(state.end?.name).toBe('turn.completed');
  });

  it('keeps the text when a turn fails without a message', () => {
    const state = read(
      log(['delta', { text: 'abc' }], ['turn.failed', { turn_id: 't', code: 'x', detail: 'No.', message: null }]),
    );
    expect(state).toMatchObject({ text: 'abc', end: { name: 'turn.failed', data: { detail: 'No.' } } });
  });

  it('takes nothing after the end', () => {
    const state = read(log(['turn.cancelled', { turn_id: 't', message: message('abc') }], ['delta', { text: 'd' }]));
    expect(state.text).toBe('abc');
  });

  it('is the same whoever reads it and however often parts are repeated', () => {
    const events = log(
      ['turn.started', { turn_id: 't', knobs: {}, adjusted: [] }],
      ['delta', { text: 'one ' }],
      ['retract', { from: 2, reason: 'guard' }],
      ['delta', { text: 'two' }],
      ['something.new', { unknown: true }],
      ['turn.completed', { turn_id: 't', message: message('ontwo') }],
    );
    const whole = read(events);
    for (let cut = 0; cut <= events.length; cut++) {
      const rejoined = [...events.slice(0, cut), ...events.slice(Math.max(0, cut - 2))];
      expect(read(rejoined)).toEqual(whole);
    }
  });

  it('writes to no earlier state', () => {
    const before = read(log(['citation', cite('S1', 0, 1)]));
    take(before, { id: 2, name: 'citation', data: cite('S2', 1, 2) });
    expect(before.citations).toHaveLength(1);
    expect(emptyTurn.lastEventId).toBe(0);
  });
});
