import type { ReactNode } from 'react';
import { IconButton } from '../ui/IconButton';
import styles from './Message.module.css';

interface Props {
  id: string;
  siblings: readonly string[];
  onPick: (id: string) => void;
}

/** Walks between the versions of a message. */
export function BranchSwitcher({ id, siblings, onPick }: Props): ReactNode {
  const at = siblings.indexOf(id);
  if (siblings.length < 2 || at < 0) return null;
  return (
    <span className={styles.branches} data-testid="branch-switcher" role="group" aria-label="Versions">
      <IconButton
        sign="back"
        label="Previous version"
        size={26}
        iconSize={15}
        disabled={at === 0}
        onClick={() => onPick(siblings[at - 1]!)}
      />
      <span aria-live="polite">
        {at + 1}/{siblings.length}
      </span>
      <IconButton
        sign="next"
        label="Next version"
        size={26}
        iconSize={15}
        disabled={at === siblings.length - 1}
        onClick={() => onPick(siblings[at + 1]!)}
      />
    </span>
  );
}
