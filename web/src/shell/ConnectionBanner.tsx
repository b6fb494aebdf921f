import { useNetwork } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useSyncExternalStore } from 'react';
import { useServices } from '../services';
import { isOpen } from '../turns/liveTurn';
import { Icon } from '../ui/Icon';
import styles from './ConnectionBanner.module.css';

/** Says that the connection is gone and what is being done about it. */
export function ConnectionBanner(): ReactNode {
  const { turns } = useServices();
  const all = useSyncExternalStore(turns.watch, turns.snapshot);
  const { online } = useNetwork();
  const waiting = all.filter(turn => isOpen(turn) && turn.waiting);
  const words = wordsFor(
    online,
    waiting.length > 0,
    waiting.some(turn => turn.phase === 'sending'),
  );
  return (
    <div role="status" className={styles.place} data-testid="connection">
      {words && (
        <div className={styles.banner}>
          <Icon sign="offline" size={16} />
          {words}
        </div>
      )}
    </div>
  );
}

function wordsFor(online: boolean, isWaiting: boolean, isSending: boolean): string | null {
  if (isSending) return 'Connection lost. Your message is kept and will be sent once, as soon as the server answers.';
  if (isWaiting) return 'Connection lost. Reconnecting… The answer goes on in the meantime.';
  if (!online) return 'You are offline.';
  return null;
}
