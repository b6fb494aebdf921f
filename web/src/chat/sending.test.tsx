// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import { Problem } from '../api/problem';
import { FakeServer, json, problem, tokens } from '../testing/fakeServer';
import { renderPage } from '../testing/renderPage';
import { storedConversation, storedMessage } from '../testing/stored';

let arrive: ((stored: object) => void)[];
vi.mock('../api/upload', () => ({ uploadFile: () => new Promise<object>(resolve => arrive.push(resolve)) }));

const conversation = storedConversation();
const branch = [storedMessage('msg_2', 'assistant', 'msg_1'), storedMessage('msg_1', 'user', null)];

let server: FakeServer;
let isKept: boolean;

beforeEach(() => {
  arrive = [];
  isKept = true;
  server = new FakeServer()
    .on('POST', /auth\/refresh$/, () => json(tokens()))
    .on('GET', /v1\/(conversations|files)$/, () => json({ data: [], next_cursor: null }))
    .on('GET', /files\/file_1$/, () => (isKept ? json({}) : problem(404, 'not_found', 'There is no such file.')))
    .on('GET', /conversations\/conv_1$/, () => json(conversation))
    .on('GET', /conv_1\/messages$/, () => json({ data: branch, next_cursor: null }))
    .on('POST', /conv_1\/turns$/, () => new Promise(() => undefined));
});

const composer = () => screen.getByTestId<HTMLTextAreaElement>('composer');
const sent = () => server.sent('POST', /turns$/).map(request => request.body as Record<string, unknown>);

async function attach(name: string) {
  await screen.findByTestId('attach');
  fireEvent.change(screen.getByTestId('attach-input'), { target: { files: [new File(['abc'], name)] } });
  await waitFor(() => expect(arrive).toHaveLength(1));
}

async function attached(name: string) {
  await attach(name);
  arrive[0]!({ id: 'file_1', filename: name, bytes: 3, media_type: 'text/plain' });
  await waitFor(() => expect(screen.getByTestId('attachment').dataset['state']).toBe('ready'));
}

it('sends files without words, once they are there', async () => {
  renderPage(server, '/c/conv_1');
  await screen.findAllByTestId('message');
  await attach('plan.txt');
  fireEvent.change(composer(), { target: { value: 'Read it' } });
  expect(screen.getByTestId('uploading').textContent).toBe('The message can go as soon as the files are there.');
  fireEvent.keyDown(composer(), { key: 'Enter' });
  expect(sent()).toEqual([]);
  fireEvent.change(composer(), { target: { value: '' } });
  arrive[0]!({ id: 'file_1', filename: 'plan.txt', bytes: 3, media_type: 'text/plain' });
  await waitFor(() => expect(screen.getByTestId('uploading').textContent).toBe(''));
  fireEvent.keyDown(composer(), { key: 'Enter' });
  await waitFor(() => expect(sent()[0]).toMatchObject({ message: '', attachments: ['file_1'] }));
  expect((await screen.findByTestId('attached')).textContent).toBe('plan.txt');
});

it('has the place of what is said about the files before there are words in it', async () => {
  renderPage(server, '/c/conv_1');
  const place = await screen.findByTestId('uploading');
  expect(place.textContent).toBe('');
  await attach('plan.txt');
  await waitFor(() => expect(place.textContent).not.toBe(''));
  expect(screen.getByTestId('uploading')).toBe(place);
});

it('keeps a file that did not arrive and says why when the others go', async () => {
  renderPage(server, '/c/conv_1');
  await screen.findAllByTestId('message');
  await attached('plan.txt');
  fireEvent.change(screen.getByTestId('attach-input'), { target: { files: [new File(['abc'], 'big.txt')] } });
  await waitFor(() => expect(arrive).toHaveLength(2));
  arrive[1]!(Promise.reject(new Problem(413, 'too_large', 'Too large.')));
  await screen.findByText('Too large.');
  fireEvent.change(composer(), { target: { value: 'Read it' } });
  fireEvent.keyDown(composer(), { key: 'Enter' });
  await waitFor(() => expect(sent()[0]).toMatchObject({ attachments: ['file_1'] }));
  expect(screen.getByTestId('attachment').textContent).toContain('big.txtToo large.');
});

it('gives back a refused message with its files', async () => {
  server.on('POST', /conv_1\/turns$/, () => problem(403, 'forbidden', 'Not this one.'));
  renderPage(server, '/c/conv_1');
  await screen.findAllByTestId('message');
  await attached('plan.txt');
  fireEvent.change(composer(), { target: { value: 'Read it' } });
  fireEvent.keyDown(composer(), { key: 'Enter' });
  const alert = await screen.findByText('Not this one.');
  expect(screen.queryByTestId('attachment')).toBeNull();
  fireEvent.click(within(alert.closest('article')!).getByRole('button', { name: 'Edit' }));
  await waitFor(() => expect(composer().value).toBe('Read it'));
  expect(screen.getByTestId('attachment').textContent).toContain('plan.txt');
  fireEvent.keyDown(composer(), { key: 'Enter' });
  await waitFor(() => expect(sent()[1]).toMatchObject({ message: 'Read it', attachments: ['file_1'] }));
});

it('says of a kept file that the server has it no longer, and sends without it', async () => {
  isKept = false;
  const file = { file_id: 'file_1', name: 'plan.txt', media_type: 'text/plain', bytes: 3, kind: 'text' };
  localStorage.setItem('parley.drafts', JSON.stringify({ conv_1: { text: 'Read it', files: [file], at: 1 } }));
  renderPage(server, '/c/conv_1');
  await screen.findAllByTestId('message');
  expect(await screen.findByText('This file is no longer there. Attach it again.')).toBeTruthy();
  fireEvent.keyDown(composer(), { key: 'Enter' });
  await waitFor(() => expect(sent()[0]).toMatchObject({ message: 'Read it' }));
  expect(sent()[0]!['attachments'] ?? []).toEqual([]);
});

it('gives back what a conversation could not begin with', async () => {
  server.on('POST', /v1\/conversations$/, () => problem(403, 'forbidden', 'No more conversations.'));
  renderPage(server, '/');
  await screen.findByTestId('composer');
  await attached('plan.txt');
  fireEvent.change(composer(), { target: { value: 'Read it' } });
  fireEvent.keyDown(composer(), { key: 'Enter' });
  expect(await screen.findByText('No more conversations.')).toBeTruthy();
  expect(composer().value).toBe('Read it');
  expect(screen.getByTestId('attachment').textContent).toContain('plan.txt');
});

it('begins one conversation by a question that is offered, however often it is pressed', async () => {
  server.on('POST', /v1\/conversations$/, () => new Promise(() => undefined));
  renderPage(server, '/');
  const starter = await screen.findByRole<HTMLButtonElement>('button', { name: /^What is Parley/ });
  fireEvent.change(composer(), { target: { value: 'Something else' } });
  fireEvent.click(starter);
  await waitFor(() => expect(starter.disabled).toBe(true));
  fireEvent.click(starter);
  await waitFor(() => expect(server.sent('POST', /v1\/conversations$/)).toHaveLength(1));
  expect(composer().value).toBe('Something else');
});

it('leaves a question that is offered to be sent with the files that are there', async () => {
  renderPage(server, '/');
  await screen.findByTestId('composer');
  await attach('plan.txt');
  fireEvent.click(screen.getByRole('button', { name: /^What is Parley/ }));
  await waitFor(() => expect(composer().value).toMatch(/^What is Parley/));
  expect(screen.getByTestId('attachment').textContent).toContain('plan.txt');
  expect(server.sent('POST', /v1\/conversations$/)).toEqual([]);
});

/** Sends a first message with a file, and opens another conversation while the new one is begun. */
async function beginAndGoElsewhere() {
  renderPage(server, '/');
  await screen.findByTestId('composer');
  await attached('plan.txt');
  fireEvent.change(composer(), { target: { value: 'The first message' } });
  fireEvent.keyDown(composer(), { key: 'Enter' });
  await waitFor(() => expect(server.sent('POST', /v1\/conversations$/)).toHaveLength(1));
  fireEvent.click(await screen.findByText('A question'));
  await screen.findByText('content of msg_2');
}

it.each(['refused', 'begun'])('leaves whoever has gone on where they are when a conversation is %s', async outcome => {
  let answer!: (response: Response) => void;
  server
    .on('GET', /v1\/conversations$/, () => json({ data: [conversation], next_cursor: null }))
    .on('POST', /v1\/conversations$/, () => new Promise<Response>(resolve => (answer = resolve)))
    .on('GET', /conv_2/, () => json({ ...conversation, id: 'conv_2' }))
    .on('POST', /conv_2\/turns$/, () => new Promise(() => undefined));
  await beginAndGoElsewhere();
  if (outcome === 'refused') {
    answer(problem(403, 'forbidden', 'No more conversations.'));
    await waitFor(() => expect(localStorage.getItem('parley.drafts')).toContain('The first message'));
    fireEvent.click(screen.getByTestId('new-conversation'));
    await waitFor(() => expect(composer().value).toBe('The first message'));
    expect(screen.getByTestId('attachment').textContent).toContain('plan.txt');
    fireEvent.click(screen.getByRole('button', { name: 'Remove plan.txt' }));
    await waitFor(() => expect(localStorage.getItem('parley.drafts')).not.toContain('plan.txt'));
  } else {
    answer(json({ ...conversation, id: 'conv_2' }));
    await waitFor(() => expect(server.sent('POST', /conv_2\/turns$/)).toHaveLength(1));
    expect(sent()[0]).toMatchObject({ attachments: ['file_1'] });
    expect(localStorage.getItem('parley.drafts')).not.toContain('plan.txt');
    expect(screen.getByText('content of msg_2')).toBeTruthy();
    expect(server.sent('GET', /conv_2\/messages$/)).toEqual([]);
  }
});

it('gives back what did not go to a new conversation that was opened meanwhile', async () => {
  let answer!: (response: Response) => void;
  server
    .on('GET', /v1\/conversations$/, () => json({ data: [conversation], next_cursor: null }))
    .on('POST', /v1\/conversations$/, () => new Promise<Response>(resolve => (answer = resolve)));
  await beginAndGoElsewhere();
  fireEvent.click(screen.getByTestId('new-conversation'));
  await screen.findByRole('button', { name: /^What is Parley/ });
  fireEvent.change(composer(), { target: { value: 'Another one' } });
  answer(problem(403, 'forbidden', 'No more conversations.'));
  await waitFor(() => expect(composer().value).toBe('The first message\n\nAnother one'));
  expect(screen.getByTestId('attachment').textContent).toContain('plan.txt');
});

const waits = { id: 'waits_1', conversationId: 'conv_1', text: 'And then?', attachments: [] };

it('sends what waits under its own id, so that a copy of the tab sends it too and it happens once', async () => {
  sessionStorage.setItem('parley.waiting', JSON.stringify([waits]));
  renderPage(server, '/c/conv_1');
  await waitFor(() => expect(sent()).toEqual([{ message: 'And then?', client_message_id: 'waits_1' }]));
});

it('takes it for sent when another tab has sent it with other settings', async () => {
  sessionStorage.setItem('parley.waiting', JSON.stringify([waits]));
  server.on('POST', /conv_1\/turns$/, () => problem(409, 'idempotency_conflict', 'The same id with another body.'));
  renderPage(server, '/c/conv_1');
  await waitFor(() => expect(sent()).toHaveLength(1));
  // What the other tab sent is read.
  await waitFor(() => expect(server.sent('GET', /messages$/).length).toBeGreaterThan(1));
  await waitFor(() => expect(screen.queryByText('And then?')).toBeNull());
  expect(screen.queryByText('The same id with another body.')).toBeNull();
});

it('does not take what was written for one thumb along to the other', async () => {
  server.on('PUT', /feedback$/, () => json(null, 204));
  renderPage(server, '/c/conv_1');
  fireEvent.click(await screen.findByTestId('thumb-up'));
  const comment = () => within(screen.getByTestId('feedback-form')).getByRole<HTMLTextAreaElement>('textbox');
  await screen.findByTestId('feedback-form');
  fireEvent.change(comment(), { target: { value: 'Good sources.' } });
  fireEvent.click(screen.getByTestId('thumb-down'));
  await waitFor(() => expect(comment().value).toBe(''));
});

it('does not begin with what was said for the other thumb', async () => {
  const feedback = { rating: 'up', reasons: ['correct'], comment: 'Good sources.' };
  server
    .on('GET', /conv_1\/messages$/, () => json({ data: [{ ...branch[0], feedback }, branch[1]], next_cursor: null }))
    .on('PUT', /feedback$/, () => new Promise(() => undefined));
  renderPage(server, '/c/conv_1');
  fireEvent.click(await screen.findByTestId('thumb-down'));
  const form = within(await screen.findByTestId('feedback-form'));
  expect(form.getByRole<HTMLTextAreaElement>('textbox').value).toBe('');
});
