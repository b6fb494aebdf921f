import type { ReactNode } from 'react';
import type { Adjustment } from '../api/types';
import styles from './Message.module.css';
import { labelOfKnob } from './knobs';

/** Says which settings the server changed for an answer, and why. */
export function AdjustedNote({ adjusted }: { adjusted: readonly Adjustment[] }): ReactNode {
  if (adjusted.length === 0) return null;
  return (
    <p className={styles.adjusted} data-testid="adjusted">
      {adjusted.map(item => `${labelOfKnob(item.knob)} ${change(item)}. ${item.reason}`).join(' ')}
    </p>
  );
}

function change({ asked, used }: Adjustment): string {
  if (used === null || used === undefined) return 'was left out';
  return asked === null || asked === undefined ? `set to ${used}` : `${asked} → ${used}`;
}
