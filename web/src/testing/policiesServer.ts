import type { Policy, PolicyView } from '../settings/policies/policiesApi';
import type { FakeServer } from './fakeServer';
import { json } from './fakeServer';
import { me, settingsServer } from './settingsServer';

const rule = { block_at: 0.8, review_at: 0.5, action: 'block' as const };

/** What holds where no policy says otherwise; only some of its kinds. */
export const standard: Policy = {
  name: 'standard',
  assistant: null,
  categories: { violence: rule, 'hate/threatening': rule },
  injection: rule,
  personal_data: { email: 'keep', card: 'placeholder' },
  traces: { email: 'mask', card: 'placeholder' },
  deny: [],
  allow: [],
  patterns: [],
  topics: [],
  off_topic: 'allow',
  answers: 'held',
  provider: { ask: false, answers: false, on_failure: 'open' },
  links: { allow: [], images: false },
  tools: { read_only: [], follows: [], when_tainted: 'writing' },
  refusals: {},
  cases: [],
};

export const policy = (more: Partial<Policy> = {}, version = 1): PolicyView => ({
  id: 'policy_1',
  version,
  policy: { ...standard, name: 'support', ...more },
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-02T00:00:00Z',
});

/** A server with an owner signed in, that has these policies. */
export const policiesServer = (policies: () => PolicyView[]): FakeServer =>
  settingsServer()
    .on('GET', /v1\/me$/, () => json(me(['chat', 'safety:admin'])))
    .on('GET', /v1\/policies$/, () => json({ data: policies(), standard, next_cursor: null }));
