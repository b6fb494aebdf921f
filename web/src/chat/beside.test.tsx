// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import type { Message } from '../api/types';
import { FakeServer, json, liveStream, problem, tokens, wire } from '../testing/fakeServer';
import { renderPage } from '../testing/renderPage';
import { storedMessage } from '../testing/stored';

const message = (id: string, role: Message['role'], parent: string | null, more: Partial<Message> = {}) =>
  storedMessage(id, role, parent, {
    model: 'model-a',
    usage: { input_tokens: 1, output_tokens: 1, cached_tokens: 0, cost: '0' },
    sibling_ids: ['msg_2', 'msg_3'],
    sibling_count: 2,
    ...more,
  });

it('shows two answers side by side again after a reload, the second while it is still written', async () => {
  const question = message('msg_1', 'user', null, { sibling_ids: ['msg_1'] });
  const first = message('msg_2', 'assistant', 'msg_1');
  const second = message('msg_3', 'assistant', 'msg_1', { turn_id: 'turn_2', model: 'model-b' });
  const live = liveStream();
  let isDone = false;
  const server = new FakeServer()
    .on('POST', /auth\/refresh$/, () => json(tokens()))
    .on('GET', /v1\/conversations$/, () => json({ data: [], next_cursor: null }))
    .on('GET', /conv_1$/, () => json({ id: 'conv_1', title: 'One', active_turn_ids: [] }))
    .on('GET', /conv_1\/messages$/, ({ query }) => {
      const other = isDone ? second : { ...second, state: 'running', content: '' };
      return json({ data: [query.get('through') === 'msg_3' ? other : first, question], next_cursor: null });
    })
    .on('GET', /turn_2\/events$/, () => live.response);
  renderPage(server, '/c/conv_1?at=msg_2&beside=msg_3');
  const both = await screen.findByTestId('comparison');
  expect(
    within(both)
      .getAllByRole('tab')
      .map(tab => tab.textContent),
  ).toEqual(['model-a', 'model-b']);
  live.push(wire([['delta', { text: 'Half of it' }]]));
  await waitFor(() => expect(both.textContent).toContain('Half of it'));
  isDone = true;
  const end = { turn_id: 'turn_2', message: second, finish_reason: 'stop', adjusted: [] };
  live.push(
    wire(
      [
        ['delta', {}],
        ['turn.completed', end],
      ],
      1,
    ),
  );
  live.close();
  await waitFor(() => expect(both.textContent).toContain('content of msg_3'));
  expect(both.textContent).toContain('content of msg_2');
  fireEvent.click(screen.getAllByTestId('choose-answer')[0]!);
  await waitFor(() => expect(screen.queryByTestId('comparison')).toBeNull());
  expect(screen.getByText('content of msg_2')).toBeTruthy();
});

it('lets the reader go elsewhere while two answers stand side by side', async () => {
  const question = message('msg_1', 'user', null, { sibling_ids: ['msg_1'] });
  const first = message('msg_2', 'assistant', 'msg_1');
  const live = liveStream({ 'Parley-Turn-Id': 'turn_2' });
  let isGone = false;
  const server = new FakeServer()
    .on('POST', /auth\/refresh$/, () => json(tokens()))
    .on('GET', /v1\/conversations$/, () => json({ data: [], next_cursor: null }))
    .on('GET', /v1\/models$/, () => json({ data: [{ id: 'model-b', abilities: ['chat'] }], next_cursor: null }))
    .on('GET', /conv_1$/, () => json({ id: 'conv_1', title: 'One', active_turn_ids: [] }))
    .on('GET', /conv_1\/messages$/, ({ query }) =>
      isGone && query.has('through')
        ? problem(404, 'not_found', 'There is no such message.')
        : json({ data: isGone ? [] : [first, question], next_cursor: null }),
    )
    .on('POST', /conv_1\/turns$/, () => live.response)
    .on('DELETE', /messages\/msg_1$/, () => {
      isGone = true;
      return json(null, 204);
    });
  renderPage(server, '/c/conv_1');
  fireEvent.click((await screen.findAllByTestId('message-menu')).at(-1)!);
  fireEvent.click(await screen.findByTestId('compare'));
  await screen.findByTestId('comparison');
  live.push(
    wire([
      [
        'turn.started',
        { turn_id: 'turn_2', user_message_id: 'msg_1', assistant_message_id: 'msg_3', knobs: {}, adjusted: [] },
      ],
      ['delta', { text: 'Half of it' }],
    ]),
  );
  await screen.findByText('Half of it');

  fireEvent.click(screen.getAllByTestId('message-menu')[0]!);
  fireEvent.click(await screen.findByTestId('delete-message'));
  fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Delete' }));
  await waitFor(() => expect(screen.queryByTestId('comparison')).toBeNull());
  expect(await screen.findByText('What would you like to know?')).toBeTruthy();
  expect(screen.queryByText('There is no such conversation')).toBeNull();
});
