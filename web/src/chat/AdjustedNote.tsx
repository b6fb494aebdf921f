import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Adjustment } from '../api/types';
import { isKnob } from '../composer/knobs';
import styles from './Message.module.css';

/** Says which settings the server changed for an answer, and why. */
export function AdjustedNote({ adjusted }: { adjusted: readonly Adjustment[] }): ReactNode {
  const { t } = useTranslation('chat');
  const labelOf = useKnobLabel();
  if (adjusted.length === 0) return null;
  return (
    <p className={styles.adjusted} data-testid="adjusted">
      {adjusted.map(item => `${labelOf(item.knob)} ${change(item)}. ${item.reason}`).join(' ')}
    </p>
  );

  function change({ asked, used }: Adjustment): string {
    if (used === null || used === undefined) return t('adjusted.leftOut');
    return asked === null || asked === undefined ? t('adjusted.set', { used }) : `${asked} → ${used}`;
  }
}

/** What the knobs are called. */
export function useKnobLabel(): (name: string) => string {
  const { t } = useTranslation('chat');
  return name => (isKnob(name) ? t(`knobs.${name}.label`) : name);
}
