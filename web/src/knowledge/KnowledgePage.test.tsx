// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import type { FakeServer } from '../testing/fakeServer';
import { json, problem } from '../testing/fakeServer';
import { knowledgeServer, storedDocument, storedNamespace } from '../testing/knowledgeServer';
import { renderPage } from '../testing/renderPage';
import { list } from '../testing/settingsServer';
import { sizeOf } from '../ui/moments';

let server: FakeServer;
let documents: object[];

beforeEach(() => {
  documents = [storedDocument('doc_1'), storedDocument('doc_2', { state: 'failed', error: 'It is no text.' })];
  server = knowledgeServer(() => documents);
});

const rows = () => screen.findAllByTestId('document-row');

it('lists the namespaces with what is in them', async () => {
  server.on('GET', /v1\/knowledge$/, () => list([storedNamespace('docs', { duplicates: 1 }), storedNamespace('faq')]));
  renderPage(server, '/knowledge');
  const [first] = await screen.findAllByTestId('namespace-row');
  expect(first!.textContent).toContain('2 documents · 4 passages · 1 duplicate');
  expect(screen.getByRole('link', { name: 'faq' }).getAttribute('href')).toBe('/knowledge/faq');
});

it('shows each document with its state, and why one failed', async () => {
  renderPage(server, '/knowledge/docs');
  expect((await rows()).map(row => row.dataset['state'])).toEqual(['ready', 'failed']);
  expect(screen.getByText('It is no text.')).toBeTruthy();
});

it('leads links of before to their namespace', async () => {
  renderPage(server, '/knowledge?namespace=docs');
  expect(await rows()).toHaveLength(2);
});

it('offers no changes to those who only read', async () => {
  server = knowledgeServer(() => documents, ['chat', 'knowledge:read']);
  renderPage(server, '/knowledge/docs');
  await rows();
  expect(screen.queryByTestId('upload-input')).toBeNull();
  expect(screen.queryByRole('button', { name: /Delete/ })).toBeNull();
  expect(screen.queryByRole('link', { name: 'Sources' })).toBeNull();
});

it('tries a failed document again and follows it', async () => {
  server.on('POST', /doc_2\/retry$/, () => {
    documents = [storedDocument('doc_1'), storedDocument('doc_2', { state: 'running', step: 'index', progress: 40 })];
    return json({ document: documents[1] }, 202);
  });
  renderPage(server, '/knowledge/docs');
  fireEvent.click(await screen.findByRole('button', { name: 'Retry Title of doc_2' }));
  expect(await screen.findByText('Indexing · 40 %')).toBeTruthy();
  documents = [storedDocument('doc_1'), storedDocument('doc_2')];
  await waitFor(() => expect(screen.queryByRole('progressbar')).toBeNull());
});

it('deletes a document only after it was confirmed', async () => {
  server.on('DELETE', /doc_1$/, () => {
    documents = documents.slice(1);
    return json(null, 204);
  });
  renderPage(server, '/knowledge/docs');
  fireEvent.click(await screen.findByRole('button', { name: 'Delete Title of doc_1' }));
  expect(server.sent('DELETE', /./)).toHaveLength(0);
  fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Delete' }));
  await waitFor(async () => expect(await rows()).toHaveLength(1));
});

it('adds what stands at an address and says what is wrong with one', async () => {
  server.on('POST', /docs\/documents$/, () =>
    json({ status: 400, code: 'invalid', errors: { url: ['No address of that kind is fetched.'] } }, 400),
  );
  renderPage(server, '/knowledge/docs');
  fireEvent.click(await screen.findByTestId('add-address'));
  fireEvent.change(await screen.findByLabelText('Address'), { target: { value: 'ftp://a.example' } });
  fireEvent.submit(screen.getByTestId('address-form'));
  expect(await screen.findByText('No address of that kind is fetched.')).toBeTruthy();
  expect(screen.getByLabelText('Address').getAttribute('aria-invalid')).toBe('true');
  expect(server.sent('POST', /docs\/documents$/)[0]!.body).toEqual({ url: 'ftp://a.example', acl: ['members'] });
});

it('changes the settings that were touched and has all read again', async () => {
  server
    .on('PATCH', /knowledge\/docs$/, () => json(storedNamespace('docs', { chunk_tokens: 256 })))
    .on('POST', /docs\/reread$/, () => json({ documents: 2 }, 202));
  renderPage(server, '/knowledge/docs/settings');
  fireEvent.change(await screen.findByLabelText('Longest passage'), { target: { value: '256' } });
  fireEvent.submit(screen.getByTestId('namespace-settings'));
  await waitFor(() => expect(server.sent('PATCH', /docs$/)[0]!.body).toEqual({ chunk_tokens: 256 }));
  fireEvent.click(screen.getByRole('button', { name: 'Read all again' }));
  fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Read all again' }));
  expect(await screen.findByText('2 documents are being read again.')).toBeTruthy();
});

it('shows a document with what is known of it, its text and its passages', async () => {
  documents = [storedDocument('doc_1', { duplicate_of: 'doc_9', steps: [{ step: 'parse', state: 'done', ms: 12 }] })];
  server
    .on('GET', /doc_1\/text$/, () => json({ text: 'All of the text.', sha256: '', pages: [] }))
    .on('GET', /doc_1\/chunks$/, () =>
      list([
        {
          id: 'c1',
          ordinal: 0,
          start: 0,
          end: 9,
          page: 2,
          heading: 'Top',
          question: null,
          parent_start: 0,
          parent_end: 16,
          tokens: 3,
          text: 'All of it',
        },
        {
          id: 'c2',
          ordinal: 1,
          start: 7,
          end: 16,
          page: null,
          heading: null,
          question: 'What?',
          parent_start: 7,
          parent_end: 16,
          tokens: 1,
          text: 'the text.',
        },
      ]),
    );
  renderPage(server, '/knowledge/docs/documents/doc_1');
  expect(await screen.findByText('All of the text.')).toBeTruthy();
  expect(screen.getByTestId('document-facts').textContent).toContain('Reading 12 ms');
  expect(screen.getByRole('link', { name: 'The same file as this document' }).getAttribute('href')).toContain('doc_9');
  fireEvent.click(screen.getByRole('button', { name: 'Passages' }));
  const [first, second] = await screen.findAllByTestId('chunk');
  expect(first!.textContent).toContain('page 2 · 3 tokens · characters 0–9 · read with 0–16');
  expect(second!.textContent).toContain('2 characters shared with the one before');
  fireEvent.click(screen.getByRole('button', { name: 'Show passage 2 in the document' }));
  expect((await screen.findByTestId('cited-passage')).textContent).toBe('the text.');
});

it('says why a document cannot be shown', async () => {
  server.on('GET', /documents\/doc_7$/, () => problem(404, 'not_found', 'There is no such document.'));
  renderPage(server, '/knowledge/docs/documents/doc_7');
  expect(await screen.findByText('There is no such document.')).toBeTruthy();
});

it('writes sizes for people', () => {
  expect([5, 1500, 25_000, 3_400_000].map(sizeOf)).toEqual(['5 B', '1.5 kB', '25 kB', '3.4 MB']);
});
