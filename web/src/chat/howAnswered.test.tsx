// @vitest-environment jsdom
import { fireEvent, screen } from '@testing-library/react';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { i18n, speak } from '../i18n/i18n';
import { FakeServer, json, tokens } from '../testing/fakeServer';
import { renderPage } from '../testing/renderPage';
import { explanation, verdict } from '../testing/knowledgeServer';
import { storedMessage } from '../testing/stored';

const declared = join(import.meta.dirname, '../../../src/Orchestration/Turns/AttachmentWay.cs');
const ways = [...readFileSync(declared, 'utf8').matchAll(/const string \w+ = "(\w+)";/g)].map(way => way[1]!);

it.each(['en', 'de'] as const)('has a word in %s for every way that an attached file can go', async language => {
  await speak(language);
  expect(ways.length).toBeGreaterThan(1);
  const attachments = ways.map(way => ({ message_id: 'msg_1', file_id: `file_${way}`, way, tokens: 0 }));
  const branch = [
    storedMessage('msg_2', 'assistant', 'msg_1', { turn_id: 'turn_1' }),
    storedMessage('msg_1', 'user', null),
  ];
  const server = new FakeServer()
    .on('POST', /auth\/refresh$/, () => json(tokens()))
    .on('GET', /v1\/conversations$/, () => json({ data: [], next_cursor: null }))
    .on('GET', /conv_1$/, () => json({ id: 'conv_1', title: 'One', active_turn_ids: [] }))
    .on('GET', /conv_1\/messages$/, () => json({ data: branch, next_cursor: null }))
    .on('GET', /turn_1\/provenance$/, () =>
      json({
        turn_id: 'turn_1',
        attempts: [],
        adjusted: [],
        attachments,
        experiment: { name: 'tone', variant: 'bold' },
      }),
    );
  renderPage(server, '/c/conv_1');
  fireEvent.click(await screen.findByTestId('how-answered'));
  const told = ways.map(way => i18n.t(`chat:how.way.${way as 'prompt'}`));
  const shown = await screen.findByTestId('files-used');
  expect(shown.textContent).toBe(told.map(words => `${words} ×1`).join(', '));
  expect(screen.getByText('tone: bold')).toBeTruthy();
  expect(new Set(told).size).toBe(ways.length);
  expect(told.join()).not.toContain('how.way');
});

it('shows what was found for an answer, what entered the prompt, and why a document did not', async () => {
  const branch = [
    storedMessage('msg_2', 'assistant', 'msg_1', { turn_id: 'turn_1' }),
    storedMessage('msg_1', 'user', null),
  ];
  const retrieval = {
    answerable: true,
    answerable_score: 0.8,
    chunks: [{ label: 'S1', namespace: 'docs', chunk_id: 'chunk_1', document_id: 'doc_1', score: 0.9 }],
    passages: [
      {
        label: 'S1',
        namespace: 'docs',
        page: null,
        document_id: 'doc_1',
        chunk_id: 'chunk_1',
        start: 4,
        end: 40,
        tokens: 12,
      },
    ],
    explanation: explanation(),
  };
  const server = new FakeServer()
    .on('POST', /auth\/refresh$/, () => json(tokens()))
    .on('GET', /v1\/conversations$/, () => json({ data: [], next_cursor: null }))
    .on('GET', /conv_1$/, () => json({ id: 'conv_1', title: 'One', active_turn_ids: [] }))
    .on('GET', /conv_1\/messages$/, () => json({ data: branch, next_cursor: null }))
    .on('GET', /turn_1\/provenance$/, ({ query }) =>
      json({
        turn_id: 'turn_1',
        attempts: [],
        adjusted: [],
        retrieval: query.has('about') ? { ...retrieval, explanation: explanation({ about: verdict() }) } : retrieval,
      }),
    );
  renderPage(server, '/c/conv_1');
  fireEvent.click(await screen.findByTestId('how-answered'));
  const entered = await screen.findByTestId('entered');
  expect(entered.textContent).toBe('S1 Title of doc_1score 0.9 · 12 tokens');
  expect(entered.querySelector('a')!.getAttribute('href')).toBe('/knowledge/docs/documents/doc_1?start=4&end=40');
  expect(screen.getByTestId('queries').textContent).toContain('where does the ferry moor');
  fireEvent.click(screen.getByRole('button', { name: 'Why not candidate 2, Title of doc_2?' }));
  expect((await screen.findByTestId('verdict')).dataset['outcome']).toBe('below_the_cut');
  expect(
    server
      .sent('GET', /provenance$/)
      .at(-1)!
      .query.get('about'),
  ).toBe('doc_2');
});
