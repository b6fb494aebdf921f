import type { ReactNode } from 'react';
import { useMe } from '../useMe';
import { Budgets } from './Budgets';
import { OwnLimits } from './OwnLimits';
import { PlansPanel } from './PlansPanel';
import { Usage } from './Usage';

/** What one may use; for those who administer the tenant also its budgets and its usage. */
export function LimitsPanel(): ReactNode {
  const me = useMe();
  const isAdmin = me.data?.user?.role === 'admin' || me.data?.user?.role === 'owner';
  return (
    <>
      <OwnLimits />
      <PlansPanel />
      {isAdmin && <Budgets mayChange={me.data?.scopes.includes('models:admin') ?? false} />}
      {isAdmin && <Usage />}
    </>
  );
}
