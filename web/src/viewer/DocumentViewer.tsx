import { Button, SegmentedControl, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dataOf } from '../api/http';
import { sentenceOf } from '../api/problem';
import type { DocumentText } from '../api/types';
import { useServices } from '../services';
import { Notice } from '../ui/Notice';
import { PdfView } from './PdfView';
import { TextView } from './TextView';
import styles from './Viewer.module.css';

export interface Shown {
  namespace: string;
  documentId: string;
  /** In UTF-16 code units of the document's text; null when no passage was verified for this place. */
  span: { start: number; end: number } | 'whole' | null;
  page: number | null;
  /** Of the text that the span counts in, where that is known. */
  sha256?: string | null | undefined;
  /** Tells the document's versions apart, where that is known: another text is read anew. */
  version?: string;
}

/** A document with a passage of it: its pages where it has some, else its text. */
export function DocumentViewer({ shown }: { shown: Shown }): ReactNode {
  const { http } = useServices();
  const { t } = useTranslation(['viewer', 'common']);
  const { namespace, documentId: id } = shown;
  const [view, setView] = useState<'pages' | 'text'>('pages');
  const path = { namespace, id };
  const text = useQuery({
    queryKey: ['document-text', namespace, id, shown.version],
    queryFn: ({ signal }) =>
      dataOf(http.api.GET('/v1/knowledge/{namespace}/documents/{id}/text', { params: { path }, signal })),
    staleTime: 60_000,
  });
  // Where it is not told what a document is, it is shown as text.
  const kind = useQuery({
    queryKey: ['document-kind', namespace, id, shown.version],
    queryFn: async ({ signal }) =>
      (await dataOf(http.api.GET('/v1/knowledge/{namespace}/documents/{id}', { params: { path }, signal }))).media_type,
    staleTime: 60_000,
    retry: false,
  });
  const sought = useMemo(() => soughtIn(text.data, shown.span, shown.page), [text.data, shown.span, shown.page]);

  if (text.error && text.data === undefined) {
    return (
      <div className={styles.body}>
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
  if (text.data === undefined || kind.isPending) {
    return (
      <div className={styles.body} aria-busy="true" aria-label={t('loading')}>
        {[95, 88, 92, 60].map(width => (
          <Skeleton key={width} height={13} width={`${width}%`} my={10} />
        ))}
      </div>
    );
  }
  const hasPages = kind.data === 'application/pdf';
  const isOlder = typeof shown.sha256 === 'string' && shown.sha256 !== text.data.sha256;
  const notes = (
    <>
      {isOlder && <Notice tone="warn">{t('changed')}</Notice>}
      {shown.span === null && <Notice>{t('noPassage')}</Notice>}
    </>
  );
  return (
    <div className={styles.viewer}>
      {hasPages && (
        <div className={styles.views}>
          <SegmentedControl
            size="xs"
            fullWidth
            classNames={{ root: styles.switch, indicator: styles.chosen, label: styles.choice }}
            aria-label={t('view')}
            value={view}
            onChange={next => setView(next)}
            data={[
              { value: 'pages', label: t('asPages') },
              { value: 'text', label: t('asText') },
            ]}
          />
        </div>
      )}
      {hasPages && view === 'pages' ? (
        <>
          {(isOlder || shown.span === null) && <div className={styles.aside}>{notes}</div>}
          <PdfView
            namespace={namespace}
            documentId={id}
            page={sought.page}
            passage={sought.passage}
            onText={() => setView('text')}
          />
        </>
      ) : (
        <TextView text={text.data.text} span={shown.span === 'whole' ? null : shown.span}>
          {notes}
        </TextView>
      )}
    </div>
  );
}

/** What is to be marked, and on which page that is by the text's own count. */
function soughtIn(text: DocumentText | undefined, span: Shown['span'], told: number | null) {
  if (text === undefined || span === null || span === 'whole') return { page: told ?? 1, passage: null };
  const page = text.pages.findLast(one => one.start <= span.start);
  const length = page === undefined ? 0 : page.end - page.start;
  return {
    page: page?.page ?? told ?? 1,
    passage: {
      text: text.text.slice(span.start, span.end),
      near: page === undefined || length === 0 ? 0 : (span.start - page.start) / length,
    },
  };
}
