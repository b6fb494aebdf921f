import type { Deployment, Standing } from '../settings/models/deploymentsApi';
import type { FakeServer } from './fakeServer';
import { json } from './fakeServer';
import { list, settingsServer } from './settingsServer';

/** A deployment that somebody added. */
export const deployment = (name: string, more: Partial<Deployment> = {}): Deployment => ({
  id: `dep_${name}`,
  name,
  provider: 'openai',
  origin: 'tenant',
  base_url: 'https://models.example.com/v1',
  has_key: false,
  model: 'scripted',
  region: null,
  weight: 1,
  context_tokens: 8192,
  max_output_tokens: 2048,
  abilities: ['chat', 'tools'],
  limits: {},
  price: { input_per_mtok: '2.5', output_per_mtok: '10', cached_input_per_mtok: '2.5', valid_from: null },
  access: {},
  enabled: true,
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
  ...more,
});

export const standing = (more: Partial<Standing> = {}): Standing => ({
  breaker: 'closed',
  open_until: null,
  rests_until: null,
  running: 0,
  waiting: 0,
  recent_calls: 0,
  recent_failures: 0,
  ms_to_first_token: null,
  last_failure: null,
  ...more,
});

const nothing = {
  enabled: false,
  since: null,
  hits: 0,
  misses: 0,
  priced: 0,
  saved_input_tokens: 0,
  saved_output_tokens: 0,
  saved_cost: '0',
};

/** The answers that are kept: none so far. */
export const answerCache = {
  lifetime_s: 3600,
  exact: nothing,
  semantic: nothing,
  shared: { entries: 0, similar: 0, oldest_at: null, newest_at: null },
  memory: { entries: 0, bytes: 0 },
};

const none = { calls: 0, turns: 0, input_tokens: 0, output_tokens: 0, cached_tokens: 0, cost: '0', estimated: 0 };

/** A server with an owner signed in, where these deployments fare well and there are no routes yet. */
export function modelsServer(deployments: () => Deployment[]): FakeServer {
  return settingsServer()
    .on('GET', /v1\/deployments$/, () => list(deployments()))
    .on('GET', /\/health$/, () => json(standing()))
    .on('GET', /v1\/routes$/, () => list([]))
    .on('GET', /answer-cache$/, () => json(answerCache))
    .on('GET', /v1\/usage$/, () => json({ data: [], total: { ...none, group: '' } }));
}
