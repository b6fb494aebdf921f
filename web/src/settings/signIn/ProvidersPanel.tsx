import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import listing from '../../ui/Listing.module.css';
import { ListBody, Panel } from '../Panel';
import { ConnectProvider } from './ConnectProvider';
import { ProviderRow } from './ProviderRow';
import { useProviders } from './providersApi';
import { TestOutcome } from './TestOutcome';

/** Identity providers by which people of the tenant sign in. */
export function ProvidersPanel(): ReactNode {
  const { t } = useTranslation('settings');
  const providers = useProviders();
  const [connecting, setConnecting] = useState(false);
  const [search, setSearch] = useSearchParams();
  const [tested, test] = [search.get('provider'), search.get('provider_test')];
  return (
    <Panel
      title={t('providers.title')}
      lead={t('providers.lead')}
      action={
        <Button onClick={() => setConnecting(true)} data-testid="connect-provider">
          {t('provider.connectAct')}
        </Button>
      }
    >
      <ListBody list={providers} none={t('providers.none')}>
        <ul className={listing.rows} aria-label={t('providers.title')}>
          {providers.items.map(provider => (
            <ProviderRow key={provider.id} provider={provider} />
          ))}
        </ul>
      </ListBody>
      {connecting && <ConnectProvider onClose={() => setConnecting(false)} />}
      {tested !== null && test !== null && (
        <TestOutcome provider={tested} test={test} onClose={() => setSearch({}, { replace: true })} />
      )}
    </Panel>
  );
}
