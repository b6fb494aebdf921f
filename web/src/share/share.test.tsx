// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { expect, it } from 'vitest';
import { FakeServer, json, problem, tokens } from '../testing/fakeServer';
import { renderPage } from '../testing/renderPage';
import { settingsServer } from '../testing/settingsServer';
import { nameIn } from './shareApi';

const shared = {
  title: 'Harbours',
  shared_at: '2026-01-01T00:00:00Z',
  expires_at: '2026-02-01T00:00:00Z',
  messages: [
    { role: 'user', content: 'When?', created_at: '2026-01-01T00:00:00Z', model: null, citations: [] },
    {
      role: 'assistant',
      content: 'At six.',
      created_at: '2026-01-01T00:00:00Z',
      model: 'm',
      citations: [{ label: 'S1', title: 'Hours', quote: 'It opens at six.' }],
    },
  ],
  next_cursor: null,
};

it('shows what was shared to whoever has the link, signed in or not', async () => {
  const server = new FakeServer().on('POST', /v1\/shared$/, () => json(shared));
  renderPage(server, '/shared#token=secret');
  expect(await screen.findByRole('heading', { name: 'Harbours' })).toBeTruthy();
  expect(screen.getAllByTestId('shared-message').map(message => message.dataset['role'])).toEqual([
    'user',
    'assistant',
  ]);
  expect(screen.getByText('It opens at six.')).toBeTruthy();
  expect(server.requests.map(request => request.path)).toEqual(['/v1/shared']);
  expect(server.requests[0]!.body).toEqual({ token: 'secret' });
  expect(server.requests[0]!.headers.get('Authorization')).toBeNull();
});

it('says so when a link shows nothing any more', async () => {
  const server = new FakeServer().on('POST', /v1\/shared$/, () => problem(404, 'not_found', 'Gone.'));
  const page = renderPage(server, '/shared#token=old');
  expect(await screen.findByText('There is nothing to see here any more')).toBeTruthy();
  page.unmount();
  renderPage(server, '/shared');
  expect(await screen.findByText('There is nothing to see here any more')).toBeTruthy();
  expect(server.requests).toHaveLength(1);
});

it('makes a link from the menu of a conversation, shows it once and takes it back', async () => {
  const share = {
    id: 'share_1',
    conversation_id: 'conv_1',
    created_at: shared.shared_at,
    expires_at: shared.expires_at,
  };
  let shares: object[] = [];
  const server = new FakeServer()
    .on('POST', /refresh$/, () => json(tokens()))
    .on('GET', /v1\/conversations$/, () =>
      json({ data: [{ id: 'conv_1', title: 'Harbours', updated_at: shared.shared_at, active_turn_ids: [] }] }),
    )
    .on('GET', /conv_1\/shares$/, () => json({ data: shares, next_cursor: null }))
    .on('POST', /conv_1\/shares$/, () => {
      shares = [share];
      return json({ ...share, url: 'http://parley.test/shared#token=x', token: 'x' }, 201);
    })
    .on('DELETE', /shares\/share_1$/, () => {
      shares = [];
      return json(null, 204);
    });
  renderPage(server, '/');
  fireEvent.click(await screen.findByRole('button', { name: 'Options of Harbours' }));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Share' }));
  const dialog = await screen.findByTestId('share-dialog');
  fireEvent.click(within(dialog).getByRole('button', { name: 'Make the link' }));
  expect((await screen.findByTestId('share-link')).textContent).toContain('#token=x');
  expect(server.sent('POST', /shares$/)[0]!.body).toEqual({ expires_in_days: 30 });
  fireEvent.click(await within(dialog).findByRole('button', { name: /^Revoke the link/ }));
  await waitFor(() => expect(screen.queryByTestId('share-row')).toBeNull());
});

it('lists in the settings what is shared', async () => {
  const server = settingsServer().on('GET', /v1\/shares$/, () => json({ data: [], next_cursor: null }));
  renderPage(server, '/settings/conversations');
  expect(await screen.findByText('Nothing is shared.')).toBeTruthy();
  expect(screen.getByTestId('import-input')).toBeTruthy();
});

it('takes the name of a file from what the server says', () => {
  expect(nameIn(`attachment; filename="x.md"; filename*=UTF-8''H%C3%A4fen.md`)).toBe('Häfen.md');
  expect(nameIn('attachment; filename="x y.md"')).toBe('x y.md');
  expect(nameIn('attachment; filename=x.json; size=3')).toBe('x.json');
  expect(nameIn(null)).toBeNull();
});
