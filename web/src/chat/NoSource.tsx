import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { Message } from '../api/types';
import { placeOfPassage } from '../citations/citing';
import { Icon } from '../ui/Icon';
import styles from './Message.module.css';

/** Says plainly that nothing in the knowledge base answers the question, and offers what comes nearest to it. */
export function NoSource({ message }: { message: Message }): ReactNode {
  const { t } = useTranslation('chat');
  if (message.role !== 'assistant' || message.state !== 'complete' || message.citations.length > 0) return null;
  if (!isBound(message)) return message.grounding === 'none' ? <WithoutSources message={message} /> : null;
  return (
    <aside className={styles.noSource} data-testid="no-source">
      <Icon sign="book" size={20} />
      <div>
        <strong>{t('noSource.title')}</strong>
        <Nearest message={message} />
        <Link to="/knowledge">{t('noSource.add')}</Link>
      </div>
    </aside>
  );
}

/** A model answered by itself: that is said in a line, because many questions have no answer in documents. */
function WithoutSources({ message }: { message: Message }): ReactNode {
  const { t } = useTranslation('chat');
  if (!message.nearest?.length)
    return (
      <p className={styles.withoutSources} data-testid="without-sources">
        {t('noSource.without')}
      </p>
    );
  return (
    <details className={styles.withoutSources} data-testid="without-sources">
      <summary>{t('noSource.without')}</summary>
      <Nearest message={message} />
    </details>
  );
}

function Nearest({ message: { nearest = [] } }: { message: Message }): ReactNode {
  const { t } = useTranslation('chat');
  if (nearest.length === 0) return null;
  return (
    <>
      <p>{t('noSource.near', { count: nearest.length })}</p>
      <ul>
        {nearest.map(({ chunk_id: id, namespace, document_id: documentId, title, heading, page, start, end }) => (
          <li key={id}>
            <Link to={placeOfPassage({ label: '', namespace, documentId, title, heading, page, span: { start, end } })}>
              {[title ?? t('noSource.untitled'), heading].filter(part => part).join(' › ')}
            </Link>
          </li>
        ))}
      </ul>
    </>
  );
}

/** The extractive model has nothing to say without a source; and bound to its sources, no model is asked without one. */
function isBound({ model, turn_id: turnId, usage }: Message): boolean {
  return model === 'extractive' || (turnId !== null && usage === null);
}
