import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '../api/types';
import { ToolButton } from '../ui/ToolButton';
import styles from './Message.module.css';

interface Props {
  message: Message;
  onPick: (id: string) => void;
}

/** Walks between the versions of a message. */
export function BranchSwitcher({ message, onPick }: Props): ReactNode {
  const { t } = useTranslation('chat');
  const siblings = message.sibling_ids;
  const at = siblings.indexOf(message.id);
  const count = message.sibling_count ?? siblings.length;
  if (count < 2 || at < 0) return null;
  return (
    <span className={styles.branches} data-testid="branch-switcher" role="group" aria-label={t('versions.label')}>
      <ToolButton
        sign="back"
        label={t('versions.previous')}
        iconSize={15}
        disabled={at === 0}
        onClick={() => onPick(siblings[at - 1]!)}
      />
      <span aria-live="polite">
        {(message.sibling_index ?? at) + 1}/{count}
      </span>
      <ToolButton
        sign="next"
        label={t('versions.next')}
        iconSize={15}
        disabled={at === siblings.length - 1}
        onClick={() => onPick(siblings[at + 1]!)}
      />
    </span>
  );
}
