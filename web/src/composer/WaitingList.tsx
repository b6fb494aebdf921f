import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ToolButton } from '../ui/ToolButton';
import styles from './Composer.module.css';
import type { WaitingMessage } from './waiting';

interface Props {
  messages: readonly WaitingMessage[];
  /** True when the answer before was stopped or failed: then nothing goes by itself. */
  isHeld: boolean;
  onEdit: (message: WaitingMessage) => void;
  onRemove: (message: WaitingMessage) => void;
  onSendNow: () => void;
}

/** The messages that go when the answer has ended. */
export function WaitingList({ messages, isHeld, onEdit, onRemove, onSendNow }: Props): ReactNode {
  const { t } = useTranslation('chat');
  if (messages.length === 0) return null;
  return (
    <section className={styles.waiting} aria-label={t('waiting.list')} data-testid="waiting">
      <div className={styles.waitingHead}>
        <span>{isHeld ? t('waiting.held') : t('waiting.next', { count: messages.length })}</span>
        {isHeld && (
          <Button size="compact-xs" variant="default" onClick={onSendNow}>
            {t('waiting.sendNow')}
          </Button>
        )}
      </div>
      <ol>
        {messages.map(message => (
          <li key={message.id} className={styles.waitingRow} data-testid="waiting-message">
            <span dir="auto">{message.text || message.attachments.map(item => item.name).join(', ')}</span>
            <ToolButton sign="edit" iconSize={15} label={t('waiting.edit')} onClick={() => onEdit(message)} />
            <ToolButton sign="trash" iconSize={15} label={t('waiting.remove')} onClick={() => onRemove(message)} />
          </li>
        ))}
      </ol>
    </section>
  );
}
