// @vitest-environment jsdom
import { screen } from '@testing-library/react';
import { expect, it } from 'vitest';
import { FakeServer, json, tokens } from '../testing/fakeServer';
import { renderPage } from '../testing/renderPage';
import { storedMessage } from '../testing/stored';

it.each([
  [{ kind: 'exact', age_s: 200.4 }, 'Answered before, 3 minutes earlier'],
  [{ kind: 'semantic', age_s: 4_000 }, 'Answer to a similar question, 1 hour earlier'],
  [{ kind: 'exact', age_s: 172_800, last_resort: true }, 'No model answered; this answer is 2 days older'],
  [null, null],
])('says of an answer that was given before how old it was', async (reused, words) => {
  const branch = [storedMessage('msg_2', 'assistant', 'msg_1', { reused }), storedMessage('msg_1', 'user', null)];
  const server = new FakeServer()
    .on('POST', /auth\/refresh$/, () => json(tokens()))
    .on('GET', /v1\/conversations$/, () => json({ data: [], next_cursor: null }))
    .on('GET', /conv_1$/, () => json({ id: 'conv_1', title: 'One', active_turn_ids: [] }))
    .on('GET', /conv_1\/messages$/, () => json({ data: branch, next_cursor: null }));
  renderPage(server, '/c/conv_1');

  await screen.findByText('content of msg_2');
  expect(screen.queryByTestId('reused')?.textContent ?? null).toBe(words);
});
