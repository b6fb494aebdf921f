import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Message } from '../api/types';
import type { LiveTurn } from '../turns/liveTurn';
import { Icon } from '../ui/Icon';
import styles from './Message.module.css';

/** Says plainly that nothing in the knowledge base bears on a question that only the knowledge base could answer. */
export function NoSource({ message, turn }: { message: Message; turn: LiveTurn | null }): ReactNode {
  const { t } = useTranslation('chat');
  if (!saysSo(message)) return null;
  const near = turn?.state.sources ?? [];
  return (
    <aside className={styles.noSource} data-testid="no-source">
      <Icon sign="book" size={20} />
      <div>
        <strong>{t('noSource.title')}</strong>
        <p>{near.length > 0 ? t('noSource.near', { count: near.length }) : t('noSource.none')}</p>
        <Link to="/knowledge">{t('noSource.add')}</Link>
      </div>
    </aside>
  );
}

/** The extractive model has nothing to say without a source; and bound to its sources, no model is asked without one. */
function saysSo({ role, state, citations, model, turn_id: turnId, usage }: Message): boolean {
  if (role !== 'assistant' || state !== 'complete' || citations.length > 0) return false;
  return model === 'extractive' || (turnId !== null && usage === null);
}
