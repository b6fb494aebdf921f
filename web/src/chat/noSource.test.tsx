// @vitest-environment jsdom
import { screen, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { FakeServer, json, tokens } from '../testing/fakeServer';
import { renderPage } from '../testing/renderPage';
import { storedMessage } from '../testing/stored';

const usage = { input_tokens: 5, output_tokens: 5, cached_tokens: 0, cost: '0' };

it.each([
  ['was bound to its sources, and no model was asked', { model: 'a-model', usage: null }, true],
  ['quotes sources only', { model: 'extractive', usage }, true],
  ['knows something by itself', { model: 'a-model', usage }, false],
  ['was copied here', { model: 'a-model', usage: null, turn_id: null }, false],
])('says of an answer that has no source whether it needed one: it %s', async (_, of, isShown) => {
  const branch = [storedMessage('msg_2', 'assistant', 'msg_1', of), storedMessage('msg_1', 'user', null)];
  const server = new FakeServer()
    .on('POST', /auth\/refresh$/, () => json(tokens()))
    .on('GET', /v1\/conversations$/, () => json({ data: [], next_cursor: null }))
    .on('GET', /conv_1$/, () => json({ id: 'conv_1', title: 'One', active_turn_ids: [] }))
    .on('GET', /conv_1\/messages$/, () => json({ data: branch, next_cursor: null }));
  renderPage(server, '/c/conv_1');
  await screen.findByText('content of msg_2');
  expect(screen.queryAllByTestId('no-source')).toHaveLength(isShown ? 1 : 0);
});

it('says in a line that a model answered without documents, and leads to what comes nearest', async () => {
  const nearest = [
    {
      namespace: 'docs',
      document_id: 'doc_1',
      chunk_id: 'chunk_1',
      title: 'Warranty',
      heading: 'Pumps',
      page: 2,
      start: 5,
      end: 9,
    },
  ];
  const branch = [
    storedMessage('msg_2', 'assistant', 'msg_1', { model: 'a-model', usage, grounding: 'none', nearest }),
    storedMessage('msg_1', 'user', null),
  ];
  const server = new FakeServer()
    .on('POST', /auth\/refresh$/, () => json(tokens()))
    .on('GET', /v1\/conversations$/, () => json({ data: [], next_cursor: null }))
    .on('GET', /conv_1$/, () => json({ id: 'conv_1', title: 'One', active_turn_ids: [] }))
    .on('GET', /conv_1\/messages$/, () => json({ data: branch, next_cursor: null }));
  renderPage(server, '/c/conv_1');

  const told = await screen.findByTestId('without-sources');
  expect(within(told).getByText('Answered without your documents')).toBeTruthy();
  const place = within(told).getByText('Warranty › Pumps').getAttribute('href');
  expect(place).toBe('/knowledge/docs/documents/doc_1?page=2&start=5&end=9');
});
