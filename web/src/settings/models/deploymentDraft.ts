import type { Deployment, DeploymentChange, NewDeployment } from './deploymentsApi';

export type Count = number | '';

/** What stands in the form of a deployment. An empty number is none. */
export interface DeploymentDraft {
  name: string;
  provider: string;
  base_url: string;
  api_key: string;
  model: string;
  region: string;
  abilities: string[];
  weight: Count;
  context_tokens: Count;
  max_output_tokens: Count;
  rpm: Count;
  tpm: Count;
  concurrency: Count;
  /** Whether it is asked first if it answers. */
  probe: boolean;
}

export const emptyDraft: DeploymentDraft = {
  name: '',
  provider: 'openai',
  base_url: '',
  api_key: '',
  model: '',
  region: '',
  abilities: [],
  weight: '',
  context_tokens: '',
  max_output_tokens: '',
  rpm: '',
  tpm: '',
  concurrency: '',
  probe: true,
};

const texts = ['provider', 'base_url', 'model', 'region'] as const;
const counts = ['weight', 'context_tokens', 'max_output_tokens'] as const;

/** What the form shows of a deployment; its key never comes back. */
export function draftOf(deployment: Deployment): DeploymentDraft {
  const { limits } = deployment;
  return {
    ...emptyDraft,
    name: deployment.name,
    provider: deployment.provider,
    base_url: deployment.base_url ?? '',
    model: deployment.model,
    region: deployment.region ?? '',
    abilities: deployment.abilities,
    weight: deployment.weight,
    context_tokens: deployment.context_tokens,
    max_output_tokens: deployment.max_output_tokens,
    rpm: limits.rpm ?? '',
    tpm: limits.tpm ?? '',
    concurrency: limits.concurrency ?? '',
  };
}

const orNull = (count: Count) => (count === '' ? null : count);

const limitsOf = ({ rpm, tpm, concurrency }: DeploymentDraft) => ({
  rpm: orNull(rpm),
  tpm: orNull(tpm),
  concurrency: orNull(concurrency),
});

/** What is different of a draft: what nobody touched stays as the server found it. */
export function changeOf(before: DeploymentDraft, draft: DeploymentDraft): DeploymentChange {
  const change: DeploymentChange = {};
  for (const field of texts) if (draft[field].trim() !== before[field]) change[field] = draft[field].trim();
  for (const field of counts) if (draft[field] !== before[field] && draft[field] !== '') change[field] = draft[field];
  if ([...draft.abilities].sort().join() !== [...before.abilities].sort().join()) change.abilities = draft.abilities;
  if (JSON.stringify(limitsOf(draft)) !== JSON.stringify(limitsOf(before))) change.limits = limitsOf(draft);
  if (draft.api_key !== '') change.api_key = draft.api_key;
  if (!draft.probe) change.probe = false;
  return change;
}

/** A deployment as it is added: what is left empty is as usual, or found out. */
export function newOf(draft: DeploymentDraft, price: NewDeployment['price']): NewDeployment {
  const { name, provider, model, ...given } = { ...changeOf(emptyDraft, draft), name: draft.name.trim() };
  return { ...given, name, provider: provider ?? draft.provider, model: model ?? '', price };
}
