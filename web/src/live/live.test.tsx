// @vitest-environment jsdom
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { FakeServer, json, liveStream, tokens } from '../testing/fakeServer';
import { renderPage } from '../testing/renderPage';

const conversation = (id: string, more: object = {}) => ({
  id,
  title: `Title of ${id}`,
  pinned: false,
  archived: false,
  folder_id: null,
  unread: false,
  created_at: new Date().toISOString(),
  updated_at: new Date().toISOString(),
  leaf_message_id: null,
  active_turn_ids: [] as string[],
  ...more,
});

let server: FakeServer;
let conversations: object[];
let feed: ReturnType<typeof liveStream>;

beforeEach(() => {
  conversations = [conversation('conv_1'), conversation('conv_2')];
  feed = liveStream();
  server = new FakeServer()
    .on('POST', /refresh$/, () => json(tokens()))
    .on('GET', /v1\/conversations$/, () => json({ data: conversations, next_cursor: null }))
    .on('GET', /v1\/folders$/, () => json({ data: [{ id: 'folder_1', name: 'Work' }], next_cursor: null }))
    .on('GET', /v1\/events$/, () => feed.response);
});

const tell = (id: number, name: string, data: object) =>
  act(async () => {
    feed.push(`id: e${id}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`);
    await Promise.resolve();
  });

const row = async (title: string) => (await screen.findByText(title)).closest('li')!;

it('shows titles, unread marks, running turns and deletions from anywhere', async () => {
  renderPage(server, '/');
  await screen.findByText('Title of conv_1');
  await waitFor(() => expect(server.sent('GET', /events$/)).toHaveLength(1));
  await tell(1, 'conversation.updated', { conversation: conversation('conv_1', { title: 'A better title' }) });
  expect(await screen.findByText('A better title')).toBeTruthy();
  await tell(2, 'turn.state', { turn_id: 'turn_1', conversation_id: 'conv_2', state: 'running' });
  expect(await within(await row('Title of conv_2')).findByRole('img', { name: 'Being answered' })).toBeTruthy();
  await tell(3, 'turn.state', { turn_id: 'turn_1', conversation_id: 'conv_2', state: 'completed' });
  await tell(4, 'unread', { conversation_id: 'conv_2', unread: true, total: 1 });
  expect(await within(await row('Title of conv_2')).findByRole('img', { name: 'Unread' })).toBeTruthy();
  await tell(5, 'conversation.deleted', { id: 'conv_2' });
  await waitFor(() => expect(screen.queryByText('Title of conv_2')).toBeNull());
  await tell(6, 'folder.updated', { folder: { id: 'folder_2', name: 'Garden' } });
  expect(await screen.findByRole('button', { name: 'Garden' })).toBeTruthy();
  await tell(7, 'something.new', { of: 'another release' });
});

it('goes on after the last event that it saw and says what was missed', async () => {
  renderPage(server, '/');
  await screen.findByText('Title of conv_1');
  await waitFor(() => expect(server.sent('GET', /events$/)).toHaveLength(1));
  await tell(8, 'unread', { conversation_id: 'conv_1', unread: false, total: 0 });
  const broken = feed;
  feed = liveStream();
  await act(async () => broken.cut());
  await waitFor(() => expect(server.sent('GET', /events$/)).toHaveLength(2));
  expect(server.sent('GET', /events$/)[1]!.headers.get('Last-Event-ID')).toBe('e8');
  await tell(9, 'turn.state', { turn_id: 'turn_1', conversation_id: 'conv_1', state: 'completed' });
  await tell(10, 'turn.state', { turn_id: 'turn_2', conversation_id: 'conv_2', state: 'failed' });
  await waitFor(() =>
    expect(screen.getByTestId('connection').textContent).toContain('2 answers finished while you were offline.'),
  );
});

it('reads everything again when what was missed is no longer known', async () => {
  renderPage(server, '/');
  await screen.findByText('Title of conv_1');
  await waitFor(() => expect(server.sent('GET', /events$/)).toHaveLength(1));
  conversations = [conversation('conv_9')];
  await tell(1, 'resync', {});
  expect(await screen.findByText('Title of conv_9')).toBeTruthy();
  expect(screen.queryByText('Title of conv_1')).toBeNull();
});

it('reads again what it read before it was told from where on', async () => {
  renderPage(server, '/');
  await screen.findByText('Title of conv_1');
  await waitFor(() => expect(server.sent('GET', /events$/)).toHaveLength(1));
  conversations = [conversation('conv_1', { title: 'Renamed meanwhile' })];
  await tell(0, 'ready', { unread: 0 });
  expect(await screen.findByText('Renamed meanwhile')).toBeTruthy();

  const broken = feed;
  feed = liveStream();
  await act(async () => broken.cut());
  await waitFor(() => expect(server.sent('GET', /events$/)).toHaveLength(2));
  const read = server.sent('GET', /conversations$/).length;
  await tell(0, 'ready', { unread: 0 });
  await tell(1, 'conversation.updated', { conversation: conversation('conv_1', { title: 'Told of' }) });
  expect(await screen.findByText('Told of')).toBeTruthy();
  expect(server.sent('GET', /conversations$/)).toHaveLength(read);
});

it('pins, archives and moves a conversation from its menu', async () => {
  server.on('PATCH', /conv_1$/, request => json(conversation('conv_1', request.body as object)));
  renderPage(server, '/');
  const pick = async (item: string) => {
    fireEvent.click(await screen.findByRole('button', { name: 'Options of Title of conv_1' }));
    fireEvent.click(await screen.findByRole('menuitem', { name: item }));
  };
  await pick('Pin');
  const pinned = await screen.findByRole('region', { name: 'Pinned' });
  expect(within(pinned).getByText('Title of conv_1')).toBeTruthy();

  await pick('Move to a folder');
  const form = await screen.findByTestId('move-form');
  fireEvent.click(within(form).getByLabelText('Work'));
  fireEvent.submit(form);
  await waitFor(() => expect(server.sent('PATCH', /conv_1$/)[1]?.body).toEqual({ folder_id: 'folder_1' }));
  await waitFor(() => expect(screen.queryByText('Title of conv_1')).toBeNull());

  fireEvent.click(screen.getByRole('button', { name: 'Work' }));
  conversations = [conversation('conv_1', { folder_id: 'folder_1' })];
  await pick('Archive');
  await waitFor(() => expect(server.sent('PATCH', /conv_1$/)[2]?.body).toEqual({ archived: true }));
});

it('finds messages and goes to where they stand', async () => {
  server
    .on('GET', /messages\/search$/, () =>
      json({
        data: [
          {
            message_id: 'msg_7',
            conversation_id: 'conv_1',
            conversation_title: 'Harbours',
            role: 'assistant',
            state: 'complete',
            model: 'm',
            created_at: '2026-01-01T00:00:00Z',
            snippet: { text: 'The harbour <b>opens</b>', highlights: [{ start: 4, end: 11 }] },
          },
        ],
        next_cursor: null,
      }),
    )
    .on('GET', /conv_1$/, () => json(conversation('conv_1')))
    .on('GET', /conv_1\/messages$/, () => json({ data: [], next_cursor: null }));
  renderPage(server, '/');
  fireEvent.change(await screen.findByTestId('search'), { target: { value: ' harbour ' } });
  const found = await screen.findByTestId('search-result');
  expect(found.querySelector('mark')!.textContent).toBe('harbour');
  expect(found.textContent).toContain('<b>opens</b>');
  expect(found.getAttribute('href')).toBe('/c/conv_1?at=msg_7');
  expect(server.sent('GET', /search$/)[0]!.query.get('query')).toBe('harbour');
});

it('goes anywhere from the command palette', async () => {
  renderPage(server, '/');
  await screen.findByText('Title of conv_1');
  fireEvent.keyDown(document.body, { key: 'k', code: 'KeyK', ctrlKey: true });
  const field = await screen.findByRole('combobox', { name: 'Go to a conversation or do something' });
  const keys = screen.getAllByRole('option')[0]!.querySelectorAll('kbd');
  expect([...keys].map(key => key.textContent)).toEqual(['Alt', 'Shift', 'N']);
  fireEvent.change(field, { target: { value: 'keyb' } });
  expect(screen.getAllByRole('option')[0]!.textContent).toContain('Keyboard shortcuts');
  fireEvent.keyDown(field, { key: 'Enter' });
  expect(await screen.findByTestId('shortcuts')).toBeTruthy();
});
