import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message, Reused } from '../api/types';
import { spanOf } from '../ui/moments';
import styles from './Message.module.css';

/** Says of an answer that it was given before, and how old it was then. */
export function ReusedNote({ message }: { message: Message }): ReactNode {
  if (!message.reused) return null;
  return (
    <p className={styles.withoutSources} data-testid="reused">
      <ReusedWords reused={message.reused} />
    </p>
  );
}

export function ReusedWords({ reused }: { reused: Reused }): ReactNode {
  const { t } = useTranslation('chat');
  const age = spanOf(reused.age_s);
  if (reused.last_resort) return t('reused.lastResort', { age });
  return reused.kind === 'semantic' ? t('reused.semantic', { age }) : t('reused.exact', { age });
}
