import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Citation } from '../api/types';
import { Icon } from '../ui/Icon';
import styles from './Citations.module.css';
import { passageOf, useCiting } from './citing';

/** The documents that an answer cites, one entry per label. */
export function SourceList({ citations }: { citations: readonly Citation[] }): ReactNode {
  const { t } = useTranslation('chat');
  const { open } = useCiting();
  const first = citations.filter(
    (citation, index) => citations.findIndex(other => other.label === citation.label) === index,
  );
  if (first.length === 0) return null;
  return (
    <ul className={styles.sources} aria-label={t('source.list')}>
      {first.map(citation => (
        <li key={citation.label}>
          <button
            type="button"
            className={styles.source}
            data-testid="source"
            onClick={() => open(passageOf(citation))}
          >
            <span className={styles.sourceLabel}>{citation.label}</span>
            <Icon sign="file" size={15} />
            <span className={styles.sourceTitle}>{citation.title ?? t('source.untitled')}</span>
          </button>
        </li>
      ))}
    </ul>
  );
}
