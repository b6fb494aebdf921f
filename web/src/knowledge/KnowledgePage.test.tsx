// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import { FakeServer, json, tokens } from '../testing/fakeServer';
import { renderPage } from '../testing/renderPage';
import { sizeOf } from '../ui/moments';

const document = (id: string, more: object = {}) => ({
  id,
  namespace: 'docs',
  external_id: id,
  title: `Title of ${id}`,
  media_type: 'text/markdown',
  state: 'ready',
  step: null,
  progress: 100,
  error: null,
  chunks: 2,
  bytes: 1500,
  updated_at: '2026-01-01T00:00:00Z',
  ...more,
});

let server: FakeServer;
let documents: object[];

beforeEach(() => {
  documents = [document('doc_1'), document('doc_2', { state: 'failed', error: 'It is no text.' })];
  server = new FakeServer()
    .on('POST', /refresh$/, () => json(tokens()))
    .on('GET', /v1\/conversations$/, () => json({ data: [], next_cursor: null }))
    .on('GET', /v1\/knowledge$/, () => json({ data: [{ name: 'docs', documents: 2 }], next_cursor: null }))
    .on('GET', /docs\/documents$/, () => json({ data: documents, next_cursor: null }));
});

const rows = () => screen.findAllByTestId('document-row');

it('shows each document with its state, and why one failed', async () => {
  renderPage(server, '/knowledge');
  expect((await rows()).map(row => row.dataset['state'])).toEqual(['ready', 'failed']);
  expect(screen.getByText('It is no text.')).toBeTruthy();
});

it('tries a failed document again and follows it', async () => {
  server.on('POST', /doc_2\/retry$/, () => {
    documents = [document('doc_1'), document('doc_2', { state: 'running', step: 'index', progress: 40 })];
    return json({ document: documents[1] }, 202);
  });
  renderPage(server, '/knowledge');
  fireEvent.click(await screen.findByRole('button', { name: 'Retry Title of doc_2' }));
  expect(await screen.findByText('index · 40 %')).toBeTruthy();
  documents = [document('doc_1'), document('doc_2')];
  await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull());
});

it('deletes a document only after it was confirmed', async () => {
  server.on('DELETE', /doc_1$/, () => {
    documents = documents.slice(1);
    return json(null, 204);
  });
  renderPage(server, '/knowledge');
  fireEvent.click(await screen.findByRole('button', { name: 'Delete Title of doc_1' }));
  expect(server.sent('DELETE', /./)).toHaveLength(0);
  fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Delete' }));
  await waitFor(async () => expect(await rows()).toHaveLength(1));
});

it('shows the text of a document', async () => {
  server.on('GET', /doc_1\/text$/, () => json({ text: 'All of the text.', sha256: '', pages: [] }));
  renderPage(server, '/knowledge');
  fireEvent.click(await screen.findByRole('button', { name: 'Title of doc_1' }));
  expect(await screen.findByText('All of the text.')).toBeTruthy();
});

it('writes sizes for people', () => {
  expect([5, 1500, 25_000, 3_400_000].map(sizeOf)).toEqual(['5 B', '1.5 kB', '25 kB', '3.4 MB']);
});
