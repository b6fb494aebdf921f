import { expect, it } from 'vitest';
import { usedOf } from './experimentDraft';
import { draftOf, emptyRoute, routeOf } from './routeDraft';
import type { ModelRoute } from './routesApi';
import { wordsOfRule } from './ruleWords';
import en from '../../i18n/en/models.json';
import { i18n } from '../../i18n/i18n';

i18n.addResourceBundle('en', 'models', en);

const route: ModelRoute = {
  name: 'fast',
  rules: [
    {
      when: { task: 'code', complexity_min: 0.5 },
      use: [{ deployment: 'big', weight: 2, max_cost: '0.02' }, { deployment: 'small' }],
      max_cost: '0.1',
    },
    { when: null, use: [{ deployment: 'small', weight: null }] },
  ],
  fallbacks: ['big', 'other'],
  cache: { exact: true, semantic: false },
  access: { roles: ['admin'] },
  balance: 'prefix',
  rollout: {
    deployment: 'big',
    percent: 10,
    since: '2026-01-01T00:00:00Z',
    max_error_rate: 0.1,
    max_latency_ratio: 2,
    min_calls: 50,
    rolled_back_at: null,
    reason: null,
  },
  experiment: {
    name: 'tone',
    by: 'conversation',
    variants: [
      { name: 'usual', weight: 3 },
      { name: 'bold', weight: 1, use: [{ deployment: 'big', weight: 2, max_cost: '0.5' }] },
    ],
  },
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
};

it('replaces a route by itself when nothing was touched', () => {
  expect(routeOf(draftOf(route), route)).toEqual({
    rules: [
      {
        when: { task: 'code', complexity_min: 0.5 },
        use: [
          { deployment: 'big', weight: 2, max_cost: '0.02' },
          { deployment: 'small', weight: null },
        ],
        max_cost: '0.1',
      },
      { when: null, use: [{ deployment: 'small', weight: null }] },
    ],
    fallbacks: ['big', 'other'],
    cache: { exact: true, semantic: false },
    access: { roles: ['admin'] },
    balance: 'prefix',
    rollout: { deployment: 'big', percent: 10, max_error_rate: 0.1, max_latency_ratio: 2, min_calls: 50 },
    experiment: {
      name: 'tone',
      by: 'conversation',
      variants: [
        { name: 'usual', weight: 3, use: null },
        { name: 'bold', weight: 1, use: [{ deployment: 'big', weight: 2, max_cost: '0.5' }] },
      ],
    },
  });
});

it('sends what is no number as it was written, for the server to refuse', () => {
  const draft = {
    ...emptyRoute,
    rules: [{ when: [{ part: 'complexity_min' as const, value: ' much ' }], use: [], maxCost: '' }],
  };
  expect(routeOf(draft, null)).toEqual({ rules: [{ when: { complexity_min: 'much' }, use: [] }], fallbacks: [] });
});

it('keeps the weights of the models of a variant that stay, and takes an experiment out', () => {
  const bold = draftOf(route).experiment!.variants[1]!;
  expect(usedOf(bold.use, ['small', 'big'])).toEqual([
    { deployment: 'small', weight: '', maxCost: '' },
    { deployment: 'big', weight: 2, maxCost: '0.5' },
  ]);
  expect(routeOf({ ...draftOf(route), experiment: null }, route)).not.toHaveProperty('experiment');
});

it('leaves out the deployments that nobody chose', () => {
  expect(routeOf(emptyRoute, null).rules).toEqual([{ when: null, use: [] }]);
});

it('says a rule as people do', () => {
  expect(route.rules.map(wordsOfRule)).toEqual([
    'task code, complexity at least 0.5: big (weight 2, up to 0.02 a call), small, each up to 0.1 a call',
    'Every question: small',
  ]);
});
