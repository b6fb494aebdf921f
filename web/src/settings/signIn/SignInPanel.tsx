import type { ReactNode } from 'react';
import { DomainsPanel } from './DomainsPanel';
import { ProvidersPanel } from './ProvidersPanel';

/** How people of the tenant sign in. */
export function SignInPanel(): ReactNode {
  return (
    <>
      <ProvidersPanel />
      <DomainsPanel />
    </>
  );
}
