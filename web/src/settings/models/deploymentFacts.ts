import { i18n } from '../../i18n/i18n';
import { number } from '../../ui/moments';
import type { Deployment } from './deploymentsApi';

const bounds = ['rpm', 'tpm', 'concurrency'] as const;

/** What a deployment is, in lines of words. */
export function factsOf(deployment: Deployment): string[] {
  const { limits, price, access } = deployment;
  const grants = [...(access.roles ?? []), ...(access.groups ?? []), ...(access.users ?? [])];
  return [
    [
      i18n.t(`models:providers.${deployment.provider as 'openai'}`, { defaultValue: deployment.provider }),
      deployment.model,
      deployment.base_url,
      deployment.region,
      i18n.t(`models:origins.${deployment.origin as 'tenant'}`),
    ],
    [
      price
        ? i18n.t('models:deployments.price', { input: price.input_per_mtok, output: price.output_per_mtok })
        : i18n.t('models:deployments.noPrice'),
      i18n.t('models:deployments.reads', { tokens: number(deployment.context_tokens) }),
    ],
    [
      ...bounds
        .filter(bound => typeof limits[bound] === 'number')
        .map(bound => i18n.t(`models:limits.${bound}`, { most: number(limits[bound]!) })),
      grants.length > 0 ? i18n.t('models:deployments.onlyFor', { whom: grants.join(', ') }) : null,
    ],
  ]
    .map(line => [...new Set(line)].filter(part => part !== null && part !== '').join(' · '))
    .filter(line => line !== '');
}
