// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { FakeServer, json, problem, tokens } from '../testing/fakeServer';
import { renderPage } from '../testing/renderPage';
import { storedMessage } from '../testing/stored';

const possible = {
  turn_id: 'turn_1',
  state: 'possible',
  reason: null,
  appealed_at: null,
  outcome: null,
  reply: null,
  decided_at: null,
};

let server: FakeServer;

beforeEach(() => {
  const refused = storedMessage('msg_2', 'assistant', 'msg_1', { is_refused: true, turn_id: 'turn_1' });
  server = new FakeServer()
    .on('POST', /auth\/refresh$/, () => json(tokens()))
    .on('GET', /v1\/conversations$/, () => json({ data: [], next_cursor: null }))
    .on('GET', /conv_1$/, () => json({ id: 'conv_1', title: 'One', active_turn_ids: [] }))
    .on('GET', /conv_1\/messages$/, () =>
      json({ data: [refused, storedMessage('msg_1', 'user', null)], next_cursor: null }),
    );
});

it('lets the sender of a refused message say once that this was wrong', async () => {
  server
    .on('GET', /turn_1\/appeal$/, () => json(possible))
    .on('POST', /turn_1\/appeal$/, () => json({ ...possible, state: 'open', reason: 'A game.' }));
  renderPage(server, '/c/conv_1');
  fireEvent.click(await screen.findByTestId('appeal'));
  const words = screen.getByLabelText(/^Why should it not/);
  fireEvent.change(words, { target: { value: ' A game. ' } });
  fireEvent.submit(words.closest('form')!);
  expect(await screen.findByText(/A person will look at this refusal/)).toBeTruthy();
  expect(server.sent('POST', /appeal$/)[0]!.body).toEqual({ reason: 'A game.' });
  expect(screen.queryByTestId('appeal')).toBeNull();
});

it('tells the outcome with what the reviewer says', async () => {
  server.on('GET', /turn_1\/appeal$/, () =>
    json({ ...possible, state: 'decided', outcome: 'allow', reply: 'Ask again.' }),
  );
  renderPage(server, '/c/conv_1');
  expect(await screen.findByText(/should not have been refused.*They say: Ask again\./)).toBeTruthy();
});

it('offers nothing where nobody looks at refusals', async () => {
  server.on('GET', /turn_1\/appeal$/, () => problem(404, 'not_found', 'There is no such refused turn.'));
  renderPage(server, '/c/conv_1');
  await screen.findByText('content of msg_2');
  await waitFor(() => expect(server.sent('GET', /appeal$/)).toHaveLength(1));
  expect(screen.queryByTestId('appeal')).toBeNull();
});
