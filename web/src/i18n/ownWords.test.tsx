// @vitest-environment jsdom
import { fireEvent, screen } from '@testing-library/react';
import { afterEach, beforeEach, expect, it } from 'vitest';
import type { Message } from '../api/types';
import { problemOf } from '../api/problem';
import { FakeServer, json, problem, stream, tokens, wire } from '../testing/fakeServer';
import { renderPage } from '../testing/renderPage';
import { storedConversation, storedMessage } from '../testing/stored';
import { moment } from '../ui/moments';
import { speak } from './i18n';
import { ownWords } from './ownWords';

let server: FakeServer;
let branch: Message[];

beforeEach(async () => {
  await speak('de');
  branch = [storedMessage('msg_2', 'assistant', 'msg_1'), storedMessage('msg_1', 'user', null)];
  server = new FakeServer()
    .on('POST', /auth\/refresh$/, () => json(tokens()))
    .on('GET', /v1\/(conversations|files)$/, () => json({ data: [], next_cursor: null }))
    .on('GET', /conversations\/conv_1$/, () => json(storedConversation()))
    .on('GET', /conv_1\/messages$/, () => json({ data: branch, next_cursor: null }));
});

afterEach(() => speak('en'));

async function ask() {
  renderPage(server, '/c/conv_1');
  await screen.findAllByTestId('message');
  fireEvent.change(screen.getByTestId('composer'), { target: { value: 'Read it' } });
  fireEvent.keyDown(screen.getByTestId('composer'), { key: 'Enter' });
}

it('says in German what the server refuses', async () => {
  server.on('POST', /conv_1\/turns$/, () => problem(429, 'rate_limited', 'Not this one.'));
  await ask();
  expect(
    await screen.findByText('Zu viele Anfragen auf einmal. Warten Sie einen Moment und versuchen Sie es erneut.'),
  ).toBeTruthy();
  expect(screen.queryByText('Not this one.')).toBeNull();
});

it("keeps the server's own words for what there is no sentence for", async () => {
  server.on('POST', /conv_1\/turns$/, () => problem(409, 'no_tea', 'There is no tea.'));
  await ask();
  expect(await screen.findByText('There is no tea.')).toBeTruthy();
});

it('says in German why an answer could not be written', async () => {
  const message = storedMessage('msg_4', 'assistant', 'msg_3', { state: 'failed', content: '', turn_id: 'turn_2' });
  const started = {
    turn_id: 'turn_2',
    conversation_id: 'conv_1',
    user_message_id: 'msg_3',
    assistant_message_id: 'msg_4',
  };
  const end = { turn_id: 'turn_2', code: 'provider_timeout', detail: 'No token came.', message };
  const log = wire([
    ['turn.started', { ...started, model: null, knobs: {}, adjusted: [] }],
    ['turn.failed', end],
  ]);
  server.on('POST', /conv_1\/turns$/, () => {
    branch = [message, storedMessage('msg_3', 'user', 'msg_2', { turn_id: 'turn_2' }), ...branch];
    return stream(log, 'close', { 'Parley-Turn-Id': 'turn_2' });
  });
  await ask();
  expect(
    await screen.findByText('Das Modell hat nicht rechtzeitig geantwortet. Versuchen Sie es erneut.'),
  ).toBeTruthy();
});

it('names what is told beside a refusal, and nothing where that is missing', async () => {
  const resets_at = '2026-11-22T00:00:00+00:00';
  const words = ownWords('quota_exceeded', { limit: 1200, resets_at });
  expect(words).toBe(
    `Ihr Vorrat für heute ist aufgebraucht (Nachrichten am Tag: 1.200). Der nächste Tag beginnt am ${moment(resets_at)}.`,
  );
  const refused = await problemOf(problem(429, 'quota_exceeded', 'Used up.'));
  expect(refused.message).toBe('Used up.');
});

it("leaves the server's sentence as it is in English", async () => {
  await speak('en');
  expect((await problemOf(problem(429, 'rate_limited', 'Not this one.'))).message).toBe('Not this one.');
});
