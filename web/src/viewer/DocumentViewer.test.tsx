// @vitest-environment jsdom
import { fireEvent, screen } from '@testing-library/react';
import { beforeEach, expect, it, vi } from 'vitest';
import type { FakeServer } from '../testing/fakeServer';
import { json, problem } from '../testing/fakeServer';
import { knowledgeServer, storedDocument } from '../testing/knowledgeServer';
import { renderPage } from '../testing/renderPage';
import type { OpenPdf } from './pdfDocument';

const openPdf = vi.hoisted(() => vi.fn<() => Promise<OpenPdf>>());
vi.mock('./pdfDocument', () => ({ openPdf }));

const text = {
  text: 'First page. The ferry moors here.',
  sha256: 'now',
  pages: [
    { page: 1, start: 0, end: 11 },
    { page: 2, start: 12, end: 33 },
  ],
};

let server: FakeServer;

beforeEach(() => {
  server = knowledgeServer(() => [storedDocument('doc_1', { media_type: 'application/pdf' })])
    .on('GET', /doc_1\/text$/, () => json(text))
    .on('GET', /doc_1\/file$/, () => new Response(new Uint8Array([1])));
});

const open = () => renderPage(server, '/knowledge/docs/documents/doc_1?start=12&end=33');

it('shows the text where the file is not kept, with the passage marked', async () => {
  server.on('GET', /doc_1\/file$/, () => problem(404, 'not_found', 'There is no file.'));
  open();
  fireEvent.click(await screen.findByRole('button', { name: 'Show the text' }));
  expect((await screen.findByTestId('cited-passage')).textContent).toBe('The ferry moors here.');
});

it('says that a file cannot be shown as pages and offers its text', async () => {
  openPdf.mockRejectedValue(new Error('Invalid PDF structure.'));
  open();
  expect(await screen.findByText('This file cannot be shown as pages.')).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Show the text' })).toBeTruthy();
});

it('opens a file at the page of the passage, and closes it when nobody looks at it any more', async () => {
  const close = vi.fn();
  const page = { getViewport: () => ({ width: 600, height: 800 }) };
  const file = { numPages: 3, getPage: () => Promise.resolve(page) } as unknown as OpenPdf['file'];
  openPdf.mockResolvedValue({ file, draw: vi.fn(), close });
  open();
  expect((await screen.findByTestId('pdf-view')).textContent).toContain('of 3');
  expect((screen.getByRole('textbox', { name: 'Page' }) as HTMLInputElement).value).toBe('2');
  fireEvent.click(screen.getByRole('button', { name: 'Previous page' }));
  expect((screen.getByRole('textbox', { name: 'Page' }) as HTMLInputElement).value).toBe('1');
  fireEvent.click(screen.getByRole('radio', { name: 'Text' }));
  expect(await screen.findByTestId('cited-passage')).toBeTruthy();
  expect(close).toHaveBeenCalledOnce();
});
