import { useNetwork } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useCaughtUp } from '../live/useCaughtUp';
import { useServices } from '../services';
import { isOpen } from '../turns/liveTurn';
import { Icon } from '../ui/Icon';
import styles from './ConnectionBanner.module.css';

/** Says that the connection is gone and what is being done about it, and when it is back what was missed. */
export function ConnectionBanner(): ReactNode {
  const { t } = useTranslation('shell');
  const { turns, live } = useServices();
  const all = useSyncExternalStore(turns.watch, turns.snapshot);
  const { online } = useNetwork();
  const { isLost, caughtUp } = useCaughtUp(live);
  const waiting = all.filter(turn => isOpen(turn) && turn.waiting);
  const words = wordsFor(
    online,
    isLost,
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
      {!words && caughtUp && (
        <div className={styles.banner} data-back>
          <Icon sign="check" size={16} />
          {caughtUp.finished > 0 ? t('connection.finished', { count: caughtUp.finished }) : t('connection.back')}
        </div>
      )}
    </div>
  );
}

function wordsFor(
  online: boolean,
  isLost: boolean,
  isWaiting: boolean,
  isSending: boolean,
): 'sending' | 'waiting' | 'offline' | 'lost' | null {
  if (isSending) return 'sending';
  if (isWaiting) return 'waiting';
  if (!online) return 'offline';
  return isLost ? 'lost' : null;
}
