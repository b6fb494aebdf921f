import type { ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { IconButton } from '../ui/IconButton';
import { DocumentViewer } from '../viewer/DocumentViewer';
import styles from './Citations.module.css';
import type { CitedPassage } from './citing';
import { placeOfPassage } from './citing';

/** Shows a cited passage where it stands in its document, on its page where that has some. */
export function CitationPanel({ passage, onClose }: { passage: CitedPassage; onClose: () => void }): ReactNode {
  const { t } = useTranslation('chat');
  const heading = useRef<HTMLHeadingElement>(null);
  useEffect(() => heading.current?.focus(), [passage]);
  const path = [passage.heading, passage.page === null ? null : t('source.page', { page: passage.page })]
    .filter(Boolean)
    .join(' · ');
  return (
    // Escape closes it from wherever the focus is inside.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      className={styles.panel}
      data-testid="citation-panel"
      aria-label={t('source.label', { label: passage.label })}
      onKeyDown={event => event.key === 'Escape' && onClose()}
    >
      <header className={styles.panelBar}>
        <span className={styles.sourceLabel}>{passage.label}</span>
        <div className={styles.panelTitles}>
          <h2 ref={heading} tabIndex={-1} className={styles.panelTitle}>
            {passage.title ?? t('source.untitled')}
          </h2>
          <div className={styles.panelPath}>
            {path && <>{path} · </>}
            <Link to={placeOfPassage(passage)}>{t('source.whole')}</Link>
          </div>
        </div>
        <IconButton sign="close" label={t('source.close')} onClick={onClose} />
      </header>
      <DocumentViewer key={`${passage.documentId} ${JSON.stringify(passage.span)}`} shown={passage} />
    </section>
  );
}
