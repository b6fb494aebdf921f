import { Button, Progress, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { sentenceOf } from '../../api/problem';
import type { KnowledgeDocument } from '../../api/types';
import settings from '../../settings/Settings.module.css';
import { EmptyState } from '../../ui/EmptyState';
import listing from '../../ui/Listing.module.css';
import { Notice } from '../../ui/Notice';
import { DocumentViewer } from '../../viewer/DocumentViewer';
import { AccessDialog } from '../access/AccessDialog';
import { StateBadge } from '../documents/DocumentRow';
import { DeleteDocument } from '../documents/DeleteDocument';
import { StepWords } from '../documents/StepWords';
import styles from '../Knowledge.module.css';
import { isWorking, nameOf, useDocument, useMayWrite, useRetryDocument } from '../knowledgeApi';
import { placeOf } from '../places';
import { Trail } from '../Trail';
import { Chunks } from './Chunks';
import { DocumentFacts } from './DocumentFacts';

/** One document: what is known of it, what stands in it, and the passages in which it is found. */
export function DocumentPage(): ReactNode {
  const { t } = useTranslation(['knowledge', 'common']);
  const { namespace, id } = useParams() as { namespace: string; id: string };
  const own = useDocument(namespace, id);
  useEffect(() => {
    if (own.data) document.title = t('pageTitleOf', { name: nameOf(own.data) });
  }, [t, own.data]);
  return (
    <div className={listing.column}>
      <Trail
        steps={[
          { to: '/knowledge', name: t('title') },
          { to: placeOf.namespace(namespace), name: namespace },
        ]}
      />
      {own.isPending && <Skeleton height={320} />}
      {own.error && !own.data && (
        <EmptyState
          sign="warn"
          title={t('documentFailed')}
          action={<Button onClick={() => void own.refetch()}>{t('common:tryAgain')}</Button>}
        >
          {sentenceOf(own.error)}
        </EmptyState>
      )}
      {own.data && <Whole document={own.data} />}
    </div>
  );
}

function Whole({ document }: { document: KnowledgeDocument }): ReactNode {
  const { t } = useTranslation('knowledge');
  return (
    <>
      <div className={styles.head}>
        <h1>{nameOf(document)}</h1>
        <StateBadge state={document.state} />
      </div>
      <Actions document={document} />
      {document.error && <Notice tone="danger">{document.error}</Notice>}
      {isWorking(document) && (
        <div className={styles.working} role="status">
          <StepWords document={document} />
          <Progress
            value={document.progress}
            size="sm"
            striped
            animated={document.state === 'running'}
            aria-label={t('progressOf', { title: nameOf(document) })}
          />
        </div>
      )}
      <DocumentFacts document={document} />
      {document.chunks > 0 && <Contents document={document} />}
    </>
  );
}

function Actions({ document }: { document: KnowledgeDocument }): ReactNode {
  const { t } = useTranslation(['knowledge', 'common']);
  const navigate = useNavigate();
  const mayWrite = useMayWrite();
  const retry = useRetryDocument();
  const [asking, setAsking] = useState<'delete' | 'access' | null>(null);
  if (!mayWrite) return null;
  return (
    <>
      <div className={styles.actions}>
        <Button
          size="compact-sm"
          variant="default"
          loading={retry.isPending}
          disabled={isWorking(document)}
          onClick={() => retry.mutate(document)}
        >
          {document.state === 'failed' ? t('tryAgain') : t('readAgain')}
        </Button>
        <Button size="compact-sm" variant="default" onClick={() => setAsking('access')}>
          {t('access.change')}
        </Button>
        <Button size="compact-sm" variant="default" c="danger" onClick={() => setAsking('delete')}>
          {t('common:delete')}
        </Button>
      </div>
      {retry.error && <Notice tone="danger">{sentenceOf(retry.error)}</Notice>}
      {asking === 'access' && <AccessDialog document={document} onClose={() => setAsking(null)} />}
      {asking === 'delete' && (
        <DeleteDocument
          document={document}
          onDeleted={() => void navigate(placeOf.namespace(document.namespace))}
          onClose={() => setAsking(null)}
        />
      )}
    </>
  );
}

/** The document as people read it, and as it is found. */
function Contents({ document }: { document: KnowledgeDocument }): ReactNode {
  const { t } = useTranslation('knowledge');
  const [search, setSearch] = useSearchParams();
  const view = search.get('view') === 'passages' ? 'passages' : 'content';
  const numberAt = (name: string) => {
    const value = search.get(name);
    return value !== null && /^\d{1,9}$/.test(value) ? Number(value) : null;
  };
  const [start, end, page] = [numberAt('start'), numberAt('end'), numberAt('page')];
  const [place, setPlace] = [
    start !== null && end !== null && end > start ? { start, end } : null,
    (span: { start: number; end: number }) =>
      setSearch({ start: String(span.start), end: String(span.end) }, { replace: false }),
  ];
  return (
    <>
      <div className={settings.places} role="group" aria-label={t('views.label')}>
        {(['content', 'passages'] as const).map(one => (
          <button
            key={one}
            type="button"
            className={`${settings.place} ${styles.tab}`}
            aria-current={view === one ? 'page' : undefined}
            onClick={() => setSearch(one === 'passages' ? { view: one } : {})}
          >
            {t(`views.${one}`)}
          </button>
        ))}
      </div>
      {view === 'passages' ? (
        <Chunks document={document} onShow={setPlace} />
      ) : (
        <div className={styles.viewer}>
          <DocumentViewer
            key={`${document.id} ${document.updated_at} ${start} ${end}`}
            shown={{
              namespace: document.namespace,
              documentId: document.id,
              span: place ?? 'whole',
              page,
              version: document.updated_at,
            }}
          />
        </div>
      )}
    </>
  );
}
