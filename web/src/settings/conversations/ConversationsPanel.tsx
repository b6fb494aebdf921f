import type { ReactNode } from 'react';
import { ImportPanel } from './ImportPanel';
import { SharesPanel } from './SharesPanel';

/** What comes in from elsewhere, and what others can read. */
export function ConversationsPanel(): ReactNode {
  return (
    <>
      <ImportPanel />
      <SharesPanel />
    </>
  );
}
