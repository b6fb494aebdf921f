import { Button, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dataOf } from '../api/http';
import { sentenceOf } from '../api/problem';
import { useServices } from '../services';
import { IconButton } from '../ui/IconButton';
import { Notice } from '../ui/Notice';
import styles from './Citations.module.css';
import type { CitedPassage } from './citing';
import { excerptOf } from './excerpt';

const FirstReach = 6_000;

/** Shows a cited passage where it stands in its document. */
export function CitationPanel({ passage, onClose }: { passage: CitedPassage; onClose: () => void }): ReactNode {
  const { t } = useTranslation(['chat', 'common']);
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
          {path && <div className={styles.panelPath}>{path}</div>}
        </div>
        <IconButton sign="close" label={t('source.close')} onClick={onClose} />
      </header>
      <PassageText key={`${passage.documentId} ${JSON.stringify(passage.span)}`} passage={passage} />
    </section>
  );
}

function PassageText({ passage }: { passage: CitedPassage }): ReactNode {
  const { http } = useServices();
  const { t } = useTranslation(['chat', 'common']);
  const [reach, setReach] = useState(FirstReach);
  const mark = useRef<HTMLElement>(null);
  const text = useQuery({
    queryKey: ['document-text', passage.namespace, passage.documentId],
    queryFn: ({ signal }) =>
      dataOf(
        http.api.GET('/v1/knowledge/{namespace}/documents/{id}/text', {
          params: { path: { namespace: passage.namespace, id: passage.documentId } },
          signal,
        }),
      ),
    staleTime: 60_000,
  });
  const isThere = text.data !== undefined;
  useEffect(() => {
    if (isThere) mark.current?.scrollIntoView({ block: 'center' });
  }, [isThere]);

  if (text.error) {
    return (
      <div className={styles.panelBody}>
        <Notice
          tone="danger"
          action={
            <Button size="compact-sm" variant="default" onClick={() => void text.refetch()}>
              {t('common:tryAgain')}
            </Button>
          }
        >
          {sentenceOf(text.error)}
        </Notice>
      </div>
    );
  }
  if (text.data === undefined) {
    return (
      <div className={styles.panelBody} aria-busy="true" aria-label={t('source.loading')}>
        {[95, 88, 92, 60].map(width => (
          <Skeleton key={width} height={13} width={`${width}%`} my={10} />
        ))}
      </div>
    );
  }
  const excerpt = excerptOf(text.data.text, passage.span === 'whole' ? null : passage.span, reach);
  const more = (
    <Button variant="subtle" size="compact-sm" onClick={() => setReach(reach * 4)}>
      {t('source.more')}
    </Button>
  );
  return (
    // The text scrolls by itself, and the keyboard must reach it.
    <div className={styles.panelBody} tabIndex={0} role="group" aria-label={t('source.text')}>
      {!passage.span && <Notice>{t('source.noPassage')}</Notice>}
      {excerpt.hasMoreBefore && more}
      <div className={styles.documentText}>
        {excerpt.before}
        {excerpt.passage && (
          <mark ref={mark} className={styles.passage} data-testid="cited-passage">
            {excerpt.passage}
          </mark>
        )}
        {excerpt.after}
      </div>
      {excerpt.hasMoreAfter && more}
    </div>
  );
}
