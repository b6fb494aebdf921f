// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { FakeServer, json, problem, tokens } from '../testing/fakeServer';
import { renderPage } from '../testing/renderPage';
import { storedMessage } from '../testing/stored';
import { hasPlaceholders, pieces, unescaped } from './placeholders';

const card = '4111 1111 1111 1111';
const branch = [
  storedMessage('msg_2', 'assistant', 'msg_1', { content: 'I see **[CARD_1]** and `[CARD_1]`, but no [CARD_7].' }),
  storedMessage('msg_1', 'user', null, { content: 'Pay with [CARD_1], not with [\\CARD_2].' }),
];

function open() {
  const server = new FakeServer()
    .on('POST', /auth\/refresh$/, () => json(tokens()))
    .on('GET', /v1\/conversations$/, () => json({ data: [], next_cursor: null }))
    .on('GET', /conv_1$/, () => json({ id: 'conv_1', title: 'One', active_turn_ids: [] }))
    .on('GET', /conv_1\/messages$/, () => json({ data: branch, next_cursor: null }))
    .on('POST', /safety\/restore$/, () =>
      json({
        text: `Pay with ${card}, not with [CARD_2].`,
        placeholders: [{ placeholder: '[CARD_1]', kind: 'card', value: card, start: 9, end: 28 }],
      }),
    );
  renderPage(server, '/c/conv_1');
  return server;
}

const message = async (role: string) => {
  const all = await screen.findAllByTestId('message');
  return all.find(item => item.dataset['role'] === role)!;
};

it('shows placeholders until their reader asks for what they stand for, and hides it again', async () => {
  const server = open();
  const asked = await message('user');
  expect(asked.textContent).toContain('Pay with [CARD_1], not with [CARD_2].');
  expect(server.sent('POST', /restore$/)).toHaveLength(0);

  fireEvent.click(within(asked).getByTestId('restore'));
  await waitFor(() => expect(asked.textContent).toContain(`Pay with ${card}, not with [CARD_2].`));
  expect(within(asked).getByTestId('restored').title).toContain('[CARD_1]');
  expect(server.sent('POST', /restore$/)[0]!.body).toEqual({ message_id: 'msg_1' });
  expect(JSON.stringify({ ...localStorage }) + JSON.stringify({ ...sessionStorage })).not.toContain('4111');

  fireEvent.click(within(asked).getByTestId('restore'));
  expect(asked.textContent).not.toContain(card);
});

it('restores an answer in its text and its code, and leaves what was never minted', async () => {
  open();
  const answered = await message('assistant');
  await waitFor(() => expect(answered.querySelector('strong')).not.toBeNull());
  fireEvent.click(within(answered).getByTestId('restore'));
  await waitFor(() => expect(answered.querySelector('strong')!.textContent).toBe(card));
  expect(answered.querySelector('code')!.textContent).toBe(card);
  expect(within(answered).getByTestId('placeholder').textContent).toBe('[CARD_7]');
});

it('puts into the field what was typed when a message is changed', async () => {
  open();
  fireEvent.click(within(await message('user')).getByTestId('edit'));
  const field = await screen.findByTestId<HTMLTextAreaElement>('edit-input');
  expect(field.value).toBe(`Pay with ${card}, not with [CARD_2].`);
});

it('says when nothing can be shown', async () => {
  open().on('POST', /safety\/restore$/, () => problem(404, 'not_found', 'There is no such message.'));
  const asked = await message('user');
  fireEvent.click(within(asked).getByTestId('restore'));
  await waitFor(() => expect(within(asked).getByTestId('restore').title).toContain('cannot be shown'));
  expect(asked.textContent).toContain('[CARD_1]');
});

it('tells placeholders from what only looks like one', () => {
  expect(hasPlaceholders('[\\CARD_1] [CARD_0] [DOG_1] CARD_1')).toBe(false);
  expect(unescaped('[\\CARD_1] [\\\\CARD_1]')).toBe('[CARD_1] [\\CARD_1]');
  expect(pieces('a [IBAN_12] b')).toEqual([
    { text: 'a ', stands: false },
    { text: '[IBAN_12]', stands: true },
    { text: ' b', stands: false },
  ]);
});
