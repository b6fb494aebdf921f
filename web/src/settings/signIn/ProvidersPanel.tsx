import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useSearchParams } from 'react-router';
import listing from '../../ui/Listing.module.css';
import { ListBody, Panel } from '../Panel';
import { ConnectProvider } from './ConnectProvider';
import { ProviderRow } from './ProviderRow';
import { useProviders } from './providersApi';
import { TestOutcome } from './TestOutcome';

/** Identity providers by which people of the tenant sign in. */
export function ProvidersPanel(): ReactNode {
  const providers = useProviders();
  const [connecting, setConnecting] = useState(false);
  const [search, setSearch] = useSearchParams();
  const [tested, test] = [search.get('provider'), search.get('provider_test')];
  return (
    <Panel
      title="Identity providers"
      lead="People sign in with the account of your company: any OpenID Connect provider, or GitHub."
      action={
        <Button onClick={() => setConnecting(true)} data-testid="connect-provider">
          Connect
        </Button>
      }
    >
      <ListBody list={providers} none="No provider is connected: people sign in by password.">
        <ul className={listing.rows} aria-label="Identity providers">
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
