import { Button, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem, sentenceOf } from '../../api/problem';
import type { KnowledgeDocument } from '../../api/types';
import { EmptyState } from '../../ui/EmptyState';
import listing from '../../ui/Listing.module.css';
import { useDocument, useDocuments, useMayWrite } from '../knowledgeApi';
import { DocumentRow } from './DocumentRow';
import { UploadArea } from './UploadArea';
import { useUploads } from './useUploads';

/** The documents of a namespace, and where new ones come in. */
export function Documents({ namespace }: { namespace: string }): ReactNode {
  const mayWrite = useMayWrite();
  return (
    <>
      {mayWrite && <UploadArea namespace={namespace} />}
      <List namespace={namespace} />
    </>
  );
}

function List({ namespace }: { namespace: string }): ReactNode {
  const { t } = useTranslation(['knowledge', 'common']);
  const list = useDocuments(namespace);
  const { uploads } = useUploads();
  // What came in while the section was open is shown first, wherever it stands in the list.
  const arrived = uploads.flatMap(({ document }) => (document?.namespace === namespace ? [document] : []));
  const first = [...new Map(arrived.map(item => [item.id, item])).values()].toReversed();
  const listed = list.data?.pages.flatMap(page => page.data) ?? [];
  const rest = listed.filter(item => !first.some(other => other.id === item.id));
  const count = first.length + rest.length;
  if (list.error && count === 0) {
    return (
      <EmptyState
        sign="warn"
        title={t('failed')}
        action={<Button onClick={() => void list.refetch()}>{t('common:tryAgain')}</Button>}
      >
        {sentenceOf(list.error)}
      </EmptyState>
    );
  }
  if (list.isPending) return <Skeleton height={160} mt="lg" />;
  if (count === 0) {
    return (
      <EmptyState sign="book" title={t('none')}>
        {t('noneWords')}
      </EmptyState>
    );
  }
  return (
    <>
      <ul className={listing.rows} aria-label={t('documents')}>
        {first.map(item => (
          <FollowedRow key={item.id} document={item} />
        ))}
        {rest.map(item => (
          <DocumentRow key={item.id} document={item} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button variant="subtle" fullWidth loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('common:showMore')}
        </Button>
      )}
    </>
  );
}

/** A row that follows its document by itself, for it may stand on a page of the list that is not loaded. */
function FollowedRow({ document }: { document: KnowledgeDocument }): ReactNode {
  const own = useDocument(document.namespace, document.id, document);
  if (own.error instanceof Problem && own.error.status === 404) return null;
  return <DocumentRow document={own.data ?? document} />;
}
