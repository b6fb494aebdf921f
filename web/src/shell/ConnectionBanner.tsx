import { useNetwork } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../services';
import { isOpen } from '../turns/liveTurn';
import { Icon } from '../ui/Icon';
import styles from './ConnectionBanner.module.css';

/** Says that the connection is gone and what is being done about it. */
export function ConnectionBanner(): ReactNode {
  const { t } = useTranslation('shell');
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
          {t(`connection.${words}`)}
        </div>
      )}
    </div>
  );
}

function wordsFor(online: boolean, isWaiting: boolean, isSending: boolean): 'sending' | 'waiting' | 'offline' | null {
  if (isSending) return 'sending';
  if (isWaiting) return 'waiting';
  if (!online) return 'offline';
  return null;
}
