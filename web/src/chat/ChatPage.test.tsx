// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, describe, expect, it } from 'vitest';
import type { WireEvent } from '../testing/fakeServer';
import { FakeServer, json, liveStream, problem, stream, tokens, wire } from '../testing/fakeServer';
import { renderPage } from '../testing/renderPage';
import { storedConversation, storedMessage } from '../testing/stored';

const conversation = storedConversation();

const question = storedMessage('msg_1', 'user', null, { content: 'Why?' });
const answer = storedMessage('msg_2', 'assistant', 'msg_1', { content: 'Because **so**.' });
const events: WireEvent[] = [
  [
    'turn.started',
    {
      turn_id: 'turn_1',
      conversation_id: 'conv_1',
      user_message_id: 'msg_1',
      assistant_message_id: 'msg_2',
      knobs: {},
      adjusted: [],
    },
  ],
  ['delta', { text: 'Because ' }],
  ['delta', { text: '**so**.' }],
  ['turn.completed', { turn_id: 'turn_1', finish_reason: 'stop', message: answer, citations: [], adjusted: [] }],
];
const page = (...data: object[]) => json({ data, next_cursor: null });

let server: FakeServer;
let listed: object[];

beforeEach(() => {
  listed = [];
  server = new FakeServer()
    .on('POST', /auth\/refresh$/, () => json(tokens()))
    .on('GET', /v1\/me$/, () =>
      json({ user: { id: 'u', email: 'a@b', name: 'Ada', role: 'owner' }, tenant: { id: 't', name: 'T', plan: 'p' } }),
    )
    .on('GET', /v1\/conversations$/, () => page(conversation))
    .on('POST', /v1\/conversations$/, () => json(conversation))
    .on('GET', /conversations\/conv_1$/, () => json(conversation))
    .on('GET', /conv_1\/messages$/, () => page(...listed));
});

const answers = () => screen.getAllByTestId('message').filter(item => item.dataset['role'] === 'assistant');

async function ask(text: string) {
  const composer = await screen.findByTestId('composer');
  fireEvent.change(composer, { target: { value: text } });
  fireEvent.keyDown(composer, { key: 'Enter' });
}

describe('the page', () => {
  it('begins a conversation and streams the answer into it', async () => {
    const live = liveStream({ 'Parley-Turn-Id': 'turn_1' });
    server.on('POST', /conv_1\/turns$/, () => live.response);
    renderPage(server, '/');
    await ask('Why?');
    await waitFor(() => expect(server.sent('POST', /turns$/)).toHaveLength(1));
    expect(server.sent('POST', /turns$/)[0]!.body).toMatchObject({ message: 'Why?' });

    live.push(wire(events.slice(0, 2)));
    await waitFor(() => expect(answers()[0]!.textContent).toContain('Because'));
    expect(answers()[0]!.dataset['state']).toBe('running');
    expect(screen.getByTestId('stop')).toBeTruthy();

    listed = [answer, question];
    live.push(wire(events, 0).slice(wire(events.slice(0, 2)).length));
    live.close();
    await waitFor(() => expect(answers()[0]!.dataset['state']).toBe('complete'));
    expect(answers()).toHaveLength(1);
    await waitFor(() => expect(answers()[0]!.querySelector('strong')?.textContent).toBe('so'));
    expect(screen.getByTestId('send')).toBeTruthy();
  });

  it('joins what is being answered when it is opened again', async () => {
    listed = [{ ...answer, state: 'running', content: '' }, question];
    server.on('GET', /turn_1\/events$/, () => {
      listed = [answer, question];
      return stream(wire(events));
    });
    renderPage(server, '/c/conv_1');
    await waitFor(() => expect(answers()[0]?.dataset['state']).toBe('complete'));
    expect(answers()[0]!.textContent).toContain('Because so.');
    expect(server.sent('GET', /turn_1\/events$/)).toHaveLength(1);
  });

  it('says why a message was refused, and gives it back', async () => {
    listed = [answer, question];
    server.on('POST', /conv_1\/turns$/, () => problem(429, 'quota', 'All messages of today are used.'));
    renderPage(server, '/c/conv_1');
    await ask('More?');
    const alert = await screen.findByText('All messages of today are used.');
    fireEvent.click(within(alert.closest('article')!).getByRole('button', { name: 'Edit' }));
    await waitFor(() => expect((screen.getByTestId('composer') as HTMLTextAreaElement).value).toBe('More?'));
    await waitFor(() => expect(screen.queryByText('All messages of today are used.')).toBeNull());
  });

  it('asks for another answer to the same question', async () => {
    listed = [answer, question];
    server.on('POST', /conv_1\/turns$/, () => new Promise(() => undefined));
    renderPage(server, '/c/conv_1');
    fireEvent.click(await screen.findByTestId('regenerate'));
    await waitFor(() => expect(server.sent('POST', /turns$/)[0]?.body).toMatchObject({ regenerate_of: 'msg_2' }));
  });

  it('hangs an edited first message at the root', async () => {
    listed = [answer, question];
    server.on('POST', /conv_1\/turns$/, () => new Promise(() => undefined));
    renderPage(server, '/c/conv_1');
    fireEvent.click(await screen.findByTestId('edit'));
    fireEvent.change(screen.getByTestId('edit-input'), { target: { value: 'How?' } });
    fireEvent.keyDown(screen.getByTestId('edit-input'), { key: 'Enter' });
    await waitFor(() =>
      expect(server.sent('POST', /turns$/)[0]?.body).toMatchObject({ message: 'How?', parent_id: null }),
    );
  });

  it('reads the branch through the version that was picked', async () => {
    const other = { ...answer, sibling_ids: ['msg_0', 'msg_2'], sibling_count: 2 };
    listed = [other, question];
    renderPage(server, '/c/conv_1');
    fireEvent.click(await screen.findByRole('button', { name: 'Previous version' }));
    await waitFor(() =>
      expect(
        server
          .sent('GET', /messages$/)
          .at(-1)!
          .query.get('through'),
      ).toBe('msg_0'),
    );
  });

  it('sends the settings that were chosen, and no others', async () => {
    localStorage.setItem('parley.knobs', JSON.stringify({ preset: 'creative', temperature: 1.2 }));
    listed = [answer, question];
    server.on('POST', /conv_1\/turns$/, () => new Promise(() => undefined));
    renderPage(server, '/c/conv_1');
    await screen.findAllByTestId('message');
    await ask('More?');
    await waitFor(() => expect(server.sent('POST', /turns$/)).toHaveLength(1));
    expect(server.sent('POST', /turns$/)[0]!.body).toEqual({
      message: 'More?',
      preset: 'creative',
      temperature: 1.2,
      client_message_id: expect.stringMatching(
        /^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/,
      ) as string,
    });
  });

  it('leaves Enter to the input method while a syllable is composed', async () => {
    renderPage(server, '/');
    const composer = await screen.findByTestId('composer');
    fireEvent.change(composer, { target: { value: 'こん' } });
    fireEvent.keyDown(composer, { key: 'Enter', isComposing: true });
    fireEvent.keyDown(composer, { key: 'Enter', shiftKey: true });
    expect(server.sent('POST', /conversations$/)).toHaveLength(0);
  });

  it('says that a conversation does not exist', async () => {
    server.on('GET', /conversations\/conv_9/, () => problem(404, 'not_found', 'There is no such conversation.'));
    renderPage(server, '/c/conv_9');
    expect(await screen.findByText('There is no such conversation')).toBeTruthy();
  });
});
