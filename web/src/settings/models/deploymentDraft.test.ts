import { expect, it } from 'vitest';
import { deployment } from '../../testing/modelsServer';
import { changeOf, draftOf, emptyDraft, newOf } from './deploymentDraft';

const price = { input_per_mtok: '0', output_per_mtok: '0' };

it('adds a deployment without what was left empty', () => {
  const draft = { ...emptyDraft, name: ' local ', base_url: 'http://127.0.0.1:9/v1', model: 'scripted', rpm: 60 };
  expect(newOf(draft, price)).toEqual({
    name: 'local',
    provider: 'openai',
    model: 'scripted',
    base_url: 'http://127.0.0.1:9/v1',
    limits: { rpm: 60, tpm: null, concurrency: null },
    price,
  });
});

it('changes nothing of a deployment that nobody touched', () => {
  const before = draftOf(deployment('local', { limits: { rpm: 60 }, region: 'eu' }));
  expect(changeOf(before, before)).toEqual({});
});

it('changes what was touched, and sends a key only when one was written', () => {
  const before = draftOf(deployment('local', { limits: { rpm: 60 }, region: 'eu', has_key: true }));
  const draft = { ...before, region: '', rpm: '' as const, abilities: ['chat'], api_key: 'sk-new', probe: false };
  expect(changeOf(before, draft)).toEqual({
    region: '',
    limits: { rpm: null, tpm: null, concurrency: null },
    abilities: ['chat'],
    api_key: 'sk-new',
    probe: false,
  });
});
