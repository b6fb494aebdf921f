import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { later } from '../ui/later';
import { OnUse } from '../ui/OnUse';
import styles from './Composer.module.css';
import { useContextUse } from './contextApi';

const ContextPanel = later(() => import('./ContextPanel'));

/** What is shown of the ring at least, in percent. */
const LeastArc = 6;

interface Props {
  conversationId: string;
  leaf: string | null;
  model: string | undefined;
  /** Brings a message that is kept into view. */
  onShow: (messageId: string) => void;
}

/** How much of what the model can read this conversation takes, and what became of the rest. */
export function ContextGauge({ conversationId, leaf, model, onShow }: Props): ReactNode {
  const { t } = useTranslation('chat');
  const use = useContextUse(conversationId, leaf, model);
  if (use.data === undefined || use.data === null) return null;
  const share = Math.min(1, use.data.used_tokens / Math.max(1, use.data.budget_tokens));
  // An empty ring would look like a choice that is not made.
  const arc = Math.max(LeastArc, share * 100);
  const label = t('context.label', { percent: Math.round(share * 100) });
  const button = (
    <button
      type="button"
      className={styles.gauge}
      data-testid="context-gauge"
      data-full={share > 0.9 || undefined}
      aria-label={label}
      title={label}
    >
      <svg width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
        <circle cx="10" cy="10" r="7.500" />
        <circle cx="10" cy="10" r="7.500" pathLength={100} strokeDasharray={`${arc} 100`} />
      </svg>
    </button>
  );
  return (
    <OnUse button={button} opens="dialog" onNear={ContextPanel.fetch}>
      <ContextPanel button={button} use={use.data} conversationId={conversationId} leaf={leaf} onShow={onShow} />
    </OnUse>
  );
}
