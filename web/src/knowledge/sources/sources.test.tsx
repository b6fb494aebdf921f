// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import type { FakeServer } from '../../testing/fakeServer';
import { json } from '../../testing/fakeServer';
import { knowledgeServer } from '../../testing/knowledgeServer';
import { renderPage } from '../../testing/renderPage';
import { list } from '../../testing/settingsServer';

const source = (more: object = {}) => ({
  id: 'source_1',
  namespace: 'docs',
  kind: 'website',
  name: 'Handbook',
  settings: { url: 'https://example.com', depth: 3 },
  secrets: ['password'],
  schedule: 60,
  acl: ['members'],
  state: 'idle',
  cursor: null,
  last_run: {
    started_at: '2026-01-01T00:00:00Z',
    ended_at: '2026-01-01T00:01:00Z',
    seen: 9,
    added: 2,
    changed: 1,
    removed: 0,
    failed: 1,
    skipped: 0,
    error: null,
  },
  next_run_at: null,
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
  ...more,
});

let server: FakeServer;
let sources: object[];

beforeEach(() => {
  sources = [source()];
  server = knowledgeServer(() => [])
    .on('GET', /docs\/sources$/, () => list(sources))
    .on('GET', /sources\/source_1$/, () => json(sources[0]))
    .on('GET', /source_1\/items$/, () =>
      list([
        {
          external_id: 'https://example.com/a',
          document_external_id: 'x',
          url: null,
          etag: null,
          hash: null,
          version: null,
          acl: ['members'],
          last_seen: '2026-01-01T00:00:00Z',
          state: 'failed',
          error: 'The page is gone.',
        },
      ]),
    );
});

it('lists sources with how often they run and what the last run did', async () => {
  renderPage(server, '/knowledge/docs/sources');
  const row = await screen.findByTestId('source-row');
  expect(row.textContent).toContain('Website · every hour');
  expect(row.textContent).toContain('9 seen · 2 new · 1 changed · 1 failed');
});

it('makes a source of the kind that was chosen, and says beside a field what is wrong with it', async () => {
  server.on('POST', /docs\/sources$/, () =>
    json({ status: 400, code: 'invalid', errors: { 'settings.path': ['This folder is not allowed.'] } }, 400),
  );
  renderPage(server, '/knowledge/docs/sources/new');
  fireEvent.click(await screen.findByRole('radio', { name: 'Folder' }));
  fireEvent.change(screen.getByLabelText('Name'), { target: { value: 'Shelf' } });
  fireEvent.change(screen.getByLabelText('Path on the server'), { target: { value: '/etc' } });
  fireEvent.click(screen.getByRole('switch', { name: /Watch for changes/ }));
  fireEvent.submit(screen.getByTestId('source-form'));
  expect(await screen.findByText('This folder is not allowed.')).toBeTruthy();
  expect(screen.getByLabelText('Path on the server').getAttribute('aria-invalid')).toBe('true');
  expect(server.sent('POST', /sources$/)[0]!.body).toEqual({
    kind: 'folder',
    name: 'Shelf',
    settings: { path: '/etc', watch: true },
    schedule: 1440,
    acl: ['members'],
  });
});

it('names in a change only what is another', async () => {
  server.on('PATCH', /source_1$/, () => json(sources[0]));
  renderPage(server, '/knowledge/docs/sources/source_1/edit');
  const name = await screen.findByLabelText('Name');
  expect(screen.getByText('One is kept. Left empty, it stays.')).toBeTruthy();
  fireEvent.change(name, { target: { value: 'Site' } });
  fireEvent.submit(screen.getByTestId('source-form'));
  await waitFor(() => expect(server.sent('PATCH', /source_1$/)[0]!.body).toEqual({ name: 'Site' }));
  expect(await screen.findByTestId('source-page')).toBeTruthy();
});

it('runs, pauses and deletes, and asks what becomes of the documents', async () => {
  server
    .on('POST', /source_1\/run$/, () => json({ job_id: 'job_1' }, 202))
    .on('PATCH', /source_1$/, () => {
      sources = [source({ state: 'paused' })];
      return json(sources[0]);
    })
    .on('DELETE', /source_1$/, () => json(null, 204));
  renderPage(server, '/knowledge/docs/sources/source_1');
  fireEvent.click(await screen.findByTestId('run-source'));
  await waitFor(() => expect(server.sent('POST', /run$/)[0]!.body).toEqual({ full: false }));
  fireEvent.click(screen.getByRole('button', { name: 'Pause' }));
  expect(await screen.findByRole('button', { name: 'Resume' })).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Delete' }));
  const dialog = within(await screen.findByRole('dialog'));
  fireEvent.click(dialog.getByRole('radio', { name: 'are deleted, too' }));
  fireEvent.click(dialog.getByRole('button', { name: 'Delete' }));
  await waitFor(() => expect(server.sent('DELETE', /source_1$/)[0]!.query.get('documents')).toBe('delete'));
});

it('shows what a source brought, and why something of it could not be read', async () => {
  renderPage(server, '/knowledge/docs/sources/source_1');
  expect((await screen.findByTestId('source-item')).textContent).toContain('The page is gone.');
  expect(screen.getByTestId('source-facts').textContent).toContain('Passwordkept');
});
