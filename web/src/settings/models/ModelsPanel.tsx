import type { ReactNode } from 'react';
import { useMe } from '../useMe';
import { CachePanel } from './CachePanel';
import { DeploymentsPanel } from './DeploymentsPanel';
import { RoutesPanel } from './RoutesPanel';
import { SpendPanel } from './SpendPanel';

/** Which models answer, how they fare, who answers what, what is given again, and what it costs. */
export default function ModelsPanel(): ReactNode {
  const me = useMe();
  return (
    <>
      <DeploymentsPanel />
      <RoutesPanel />
      <CachePanel />
      {me.data?.scopes.includes('usage:read') && <SpendPanel />}
    </>
  );
}
