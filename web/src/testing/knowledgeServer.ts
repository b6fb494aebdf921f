import { FakeServer, json, tokens } from './fakeServer';
import { list, me } from './settingsServer';

export const storedDocument = (id: string, more: object = {}) => ({
  id,
  namespace: 'docs',
  external_id: `ext_${id}`,
  title: `Title of ${id}`,
  media_type: 'text/markdown',
  state: 'ready',
  step: null,
  progress: 100,
  error: null,
  chunks: 2,
  bytes: 1500,
  sha256: 'abc',
  acl: ['members'],
  url: null,
  metadata: null,
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
  steps: [],
  ...more,
});

export const storedNamespace = (name: string, more: object = {}) => ({
  name,
  documents: 2,
  chunks: 4,
  chunk_tokens: 320,
  overlap_tokens: 32,
  floor: null,
  created_at: '2026-01-01T00:00:00Z',
  ...more,
});

export const explanation = (more: object = {}) => ({
  queries: ['where does the ferry moor', 'ferry moor pier'],
  language: 'en',
  needs_documents: true,
  is_follow_up: false,
  terms: [{ word: 'ferry', origin: 'question', weight: 2.5, chunks: 3, forms: { ferry: 1, ferries: 0.8 } }],
  filters: { namespaces: ['docs'], access: ['public', 'members'], chunks: 4 },
  legs: [
    { name: 'lexical', state: 'answered', ms: 3, found: 4 },
    { name: 'vector', state: 'late', ms: 200, found: 0 },
  ],
  candidates: [
    candidate('chunk_1', 'doc_1', { is_selected: true }),
    candidate('chunk_2', 'doc_2', { score: 0.2, similarity: null }),
    candidate('chunk_3', 'doc_3', { score: 0.1, is_duplicate: true }),
  ],
  floor: 0.3,
  ...more,
});

const candidate = (chunk: string, document: string, more: object) => ({
  chunk_id: chunk,
  document_id: document,
  title: `Title of ${document}`,
  heading: null,
  lexical: 4.2,
  similarity: 0.5,
  fused: 0.031,
  features: { title_words: 0.75 },
  score: 0.9,
  is_duplicate: false,
  is_selected: false,
  ...more,
});

export const verdict = (more: object = {}) => ({
  document_id: 'doc_2',
  title: 'Title of doc_2',
  outcome: 'below_the_cut',
  detail: 'Its best passage came second, and one was taken.',
  rank: 2,
  score: 0.2,
  words: ['ferry'],
  missing: ['pier'],
  ...more,
});

/** A server with a namespace of two documents, and an owner signed in. */
export function knowledgeServer(
  documents: () => object[],
  scopes = ['chat', 'knowledge:read', 'knowledge:write'],
): FakeServer {
  return new FakeServer()
    .on('POST', /refresh$/, () => json(tokens()))
    .on('GET', /v1\/me$/, () => json(me(scopes)))
    .on('GET', /v1\/conversations$/, () => list([]))
    .on('GET', /v1\/knowledge$/, () => list([storedNamespace('docs')]))
    .on('GET', /docs\/documents$/, () => list(documents()))
    .on('GET', /docs\/documents\/doc_\d+$/, ({ path }) =>
      json(documents().find(one => path.endsWith((one as { id: string }).id)) ?? null),
    );
}
