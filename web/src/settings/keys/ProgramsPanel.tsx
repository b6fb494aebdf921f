import type { ReactNode } from 'react';
import { OriginsPanel } from '../tenant/OriginsPanel';
import { useMe } from '../useMe';
import { KeysPanel } from './KeysPanel';

/** What programs need to use the API. */
export function ProgramsPanel(): ReactNode {
  const me = useMe();
  return (
    <>
      <KeysPanel />
      {me.data?.scopes.includes('users:admin') && <OriginsPanel />}
    </>
  );
}
