// @vitest-environment jsdom
import { fireEvent, screen, within } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import type { FakeServer } from '../../testing/fakeServer';
import { json } from '../../testing/fakeServer';
import { explanation, knowledgeServer, storedDocument, verdict } from '../../testing/knowledgeServer';
import { renderPage } from '../../testing/renderPage';

let server: FakeServer;

beforeEach(() => {
  server = knowledgeServer(() => [storedDocument('doc_1')]).on('POST', /docs\/search$/, ({ body }) =>
    json({
      results: [
        {
          chunk_id: 'chunk_1',
          document_id: 'doc_1',
          external_id: 'e',
          title: 'Harbour',
          heading: 'Mooring',
          page: 3,
          start: 5,
          end: 9,
          text: 'At pier seven.',
          score: 0.9,
        },
      ],
      answerable: true,
      answerable_score: 0.8,
      queries: [],
      explain: explanation((body as { about?: string }).about ? { about: verdict() } : {}),
    }),
  );
});

async function search(words: string) {
  renderPage(server, '/knowledge/docs/search');
  fireEvent.change(await screen.findByTestId('playground-query'), { target: { value: words } });
  fireEvent.submit(screen.getByTestId('playground-form'));
  return screen.findByTestId('explanation');
}

it('finds passages and explains how', async () => {
  const shown = await search('where does the ferry moor?');
  const result = screen.getByTestId('playground-result');
  expect(within(result).getByRole('link').getAttribute('href')).toBe('/knowledge/docs/documents/doc_1?start=5&end=9');
  expect(result.textContent).toContain('Mooring · page 3');
  expect(within(shown).getByTestId('queries').textContent).toContain('ferry moor pier');
  expect(within(shown).getByTestId('filters').textContent).toContain('4 passages in docs');
  expect(
    within(shown)
      .getAllByTestId('leg')
      .map(leg => leg.dataset['state']),
  ).toEqual(['answered', 'late']);
  expect(shown.textContent).toContain('ferry, ferries ×0.8');
  expect(server.sent('POST', /search$/)[0]!.body).toEqual({
    query: 'where does the ferry moor?',
    mode: 'auto',
    top_k: 6,
    history: [],
    explain: true,
  });
});

it('draws the line below which nothing was taken, and opens the features of a candidate', async () => {
  const shown = await search('ferry');
  const lines = [...shown.querySelectorAll('[data-testid=candidate], [data-testid=cut-off]')];
  expect(lines.map(line => (line as HTMLElement).dataset['testid'])).toEqual([
    'candidate',
    'cut-off',
    'candidate',
    'candidate',
  ]);
  expect(lines[3]!.textContent).toContain('says the same');
  fireEvent.click(screen.getByRole('button', { name: 'Features of candidate 1, Title of doc_1' }));
  expect(screen.getByTestId('features').textContent).toContain('title words');
});

it('tells why a document was not taken', async () => {
  await search('ferry');
  fireEvent.click(screen.getByRole('button', { name: 'Why not candidate 2, Title of doc_2?' }));
  const told = await screen.findByTestId('verdict');
  expect(told.dataset['outcome']).toBe('below_the_cut');
  expect(told.textContent).toContain('Its best passage came second');
  expect(told.textContent).toContain('It lacks: pier');
  expect(server.sent('POST', /search$/).at(-1)!.body).toMatchObject({ about: 'doc_2', query: 'ferry' });
});

it('sends along what was said before', async () => {
  renderPage(server, '/knowledge/docs/search');
  fireEvent.click(await screen.findByTestId('add-said'));
  fireEvent.change(screen.getByLabelText('Asked before'), { target: { value: 'Tell me of the ferry.' } });
  fireEvent.change(screen.getByTestId('playground-query'), { target: { value: 'Where does it moor?' } });
  fireEvent.submit(screen.getByTestId('playground-form'));
  await screen.findByTestId('explanation');
  expect(server.sent('POST', /search$/)[0]!.body).toMatchObject({
    history: [{ role: 'user', content: 'Tell me of the ferry.' }],
  });
});
