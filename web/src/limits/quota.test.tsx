// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import type { WireEvent } from '../testing/fakeServer';
import { FakeServer, json, problem, stream, tokens, wire } from '../testing/fakeServer';
import { renderPage } from '../testing/renderPage';
import { inOwnTime, moment } from '../ui/moments';
import type { Limits } from './meters';
import { isNear, metersOf } from './meters';

const midnight = '2026-11-22T00:00:00Z';
const conversation = { id: 'conv_1', title: 'A question', leaf_message_id: null, active_turn_ids: [] };
const limits = (used: number, more: object = {}) => ({
  plan: 'free',
  messages: { limit: 100, used, resets_at: midnight },
  requests: { per_minute: 600, at_once: 60 },
  streams: { limit: 20, open: 0 },
  budgets: [],
  ...more,
});
const events: WireEvent[] = [
  ['turn.started', { turn_id: 'turn_1', user_message_id: 'msg_1', assistant_message_id: 'msg_2', knobs: {} }],
  ['turn.completed', { turn_id: 'turn_1', message: { content: 'So.', state: 'complete', citations: [] } }],
];

let server: FakeServer;
let used: number;

beforeEach(() => {
  used = 10;
  server = new FakeServer()
    .on('POST', /refresh$/, () => json(tokens()))
    .on('GET', /v1\/conversations$/, () => json({ data: [], next_cursor: null }))
    .on('GET', /conv_1$/, () => json(conversation))
    .on('GET', /conv_1\/messages$/, () => json({ data: [], next_cursor: null }))
    .on('GET', /v1\/limits$/, () => json(limits(used)));
});

async function ask(text: string) {
  const composer = await screen.findByTestId<HTMLTextAreaElement>('composer');
  fireEvent.change(composer, { target: { value: text } });
  fireEvent.keyDown(composer, { key: 'Enter' });
  return composer;
}

it('says once that little is left, until the limit has begun anew', async () => {
  const counted = ['81 of 100', '82 of 100', '80 of 90'];
  server.on('POST', /turns$/, () => {
    used = 81;
    return stream(wire(events), 'close', {
      'Parley-Turn-Id': `turn_${counted.length}`,
      'Parley-Quota-Warning': `${counted.shift()} messages of the day are used; it ends at ${midnight}`,
    });
  });
  renderPage(server, '/c/conv_1');
  expect(await screen.findByRole('button', { name: 'Your limits' })).toBeTruthy();
  await ask('One');
  const notice = await screen.findByTestId('quota-notice');
  expect(notice.textContent).toContain(`81 of 100 messages of the day are used; it ends at ${moment(midnight)}.`);
  expect(await screen.findByRole('button', { name: 'Your limits: little is left' })).toBeTruthy();

  fireEvent.click(screen.getByRole('button', { name: 'Dismiss' }));
  expect(screen.queryByTestId('quota-notice')).toBeNull();
  await screen.findByTestId('send');
  await ask('Two');
  await waitFor(() => expect(counted).toHaveLength(1));
  await screen.findByTestId('send');
  expect(screen.queryByTestId('quota-notice')).toBeNull();
  await ask('Three');
  expect((await screen.findByTestId('quota-notice')).textContent).toContain('80 of 90');
});

it('keeps what was typed when nothing is left, and says when there will be', async () => {
  server.on('POST', /turns$/, () =>
    json({ status: 429, code: 'quota_exceeded', detail: `Used up. Begins at ${midnight}.`, resets_at: midnight }, 429),
  );
  renderPage(server, '/c/conv_1');
  const composer = await ask('A long question');
  expect((await screen.findByRole('alert')).textContent).toBe(`Used up. Begins at ${moment(midnight)}.`);
  expect(composer.value).toBe('A long question');
  expect(screen.queryByTestId('message')).toBeNull();

  server.on('POST', /turns$/, () => stream(wire(events), 'close', { 'Parley-Turn-Id': 'turn_1' }));
  fireEvent.keyDown(composer, { key: 'Enter' });
  await waitFor(() => expect(server.sent('POST', /turns$/)).toHaveLength(2));
  expect(server.sent('POST', /turns$/)[1]!.body).toMatchObject({ message: 'A long question' });
  await waitFor(() => expect(screen.queryByRole('alert')).toBeNull());
  expect(composer.value).toBe('');
});

it('leaves another refusal in the thread', async () => {
  server.on('POST', /turns$/, () => problem(429, 'too_many_turns', 'Wait for one to end.', { 'Retry-After': '3' }));
  renderPage(server, '/c/conv_1');
  const composer = await ask('A question');
  expect(await screen.findByRole('button', { name: 'Try again' })).toBeTruthy();
  expect(composer.value).toBe('');
});

it('shows in the bell what is used, what is left and when it begins anew', async () => {
  renderPage(server, '/c/conv_1');
  fireEvent.click(await screen.findByTestId('quota-bell'));
  const meter = await screen.findByTestId('meter');
  expect(meter.textContent).toContain(`10 of 100 used, 90 left · starts anew ${moment(midnight)}`);
});

it('shows no bell to whom nothing is limited', async () => {
  server.on('GET', /v1\/limits$/, () => json(limits(0, { messages: { limit: null, used: 7, resets_at: midnight } })));
  renderPage(server, '/c/conv_1');
  await waitFor(() => expect(server.sent('GET', /limits$/)).toHaveLength(1));
  await screen.findByTestId('composer');
  expect(screen.queryByTestId('quota-bell')).toBeNull();
});

it('counts what is set aside as used and goes by the soft limit of a budget', () => {
  const budget = { id: 'bud_1', scope: { kind: 'group', id: 'g' }, unit: 'money', window: 'month', limit: '10' };
  const counted = { soft_at: '5', spent: '3', reserved: '2', resets_at: midnight };
  const [, meter] = metersOf(limits(0, { budgets: [{ ...budget, ...counted }] }) as Limits);
  expect(meter).toMatchObject({ name: 'Money this month, of your group', used: 5, most: 10 });
  expect(isNear(meter!)).toBe(true);
});

it('tells moments in the time of the reader', () => {
  expect(inOwnTime(`From ${midnight} to 2026-11-22T01:02:03.45Z`)).toBe(
    `From ${moment(midnight)} to ${moment('2026-11-22T01:02:03.45Z')}`,
  );
});
