import { Autocomplete, Button, Drawer, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useSearchParams } from 'react-router';
import { Problem, sentenceOf } from '../api/problem';
import type { KnowledgeDocument } from '../api/types';
import { CitationPanel } from '../citations/CitationPanel';
import { EmptyState } from '../ui/EmptyState';
import listing from '../ui/Listing.module.css';
import { DocumentRow } from './DocumentRow';
import { useDocument, useDocuments, useNamespaces } from './knowledgeApi';
import { UploadArea } from './UploadArea';
import { useUploads } from './useUploads';

/** Where documents come in, and where one sees what became of them. */
export default function KnowledgePage(): ReactNode {
  const { t } = useTranslation('knowledge');
  const [search, setSearch] = useSearchParams();
  const namespaces = useNamespaces();
  const names = namespaces.data?.data.map(item => item.name) ?? [];
  const namespace = search.get('namespace') ?? names[0] ?? (namespaces.isSuccess ? 'documents' : null);
  const { uploads, add, dismiss } = useUploads();
  const [shown, setShown] = useState<KnowledgeDocument | null>(null);

  useEffect(() => {
    document.title = t('pageTitle');
  }, [t]);

  return (
    <div className={listing.page}>
      <div className={listing.column}>
        <h1>{t('title')}</h1>
        <p className={listing.lead}>{t('lead')}</p>
        <NamespacePicker
          key={namespace}
          names={names}
          namespace={namespace ?? ''}
          onPick={name => setSearch({ namespace: name }, { replace: true })}
        />
        <UploadArea
          uploads={uploads.filter(upload => upload.document === null)}
          onFiles={files => namespace && add(namespace, files)}
          onDismiss={dismiss}
        />
        <Documents
          namespace={namespace}
          problem={namespaces.error}
          arrived={uploads.flatMap(upload => (upload.document?.namespace === namespace ? [upload.document] : []))}
          onOpen={setShown}
        />
      </div>
      <Drawer
        opened={shown !== null}
        onClose={() => setShown(null)}
        position="right"
        size="min(100%, 620px)"
        padding={0}
        withCloseButton={false}
        attributes={{ content: { 'aria-label': t('document') } }}
        styles={{ body: { height: '100%' } }}
      >
        {shown && (
          <CitationPanel
            passage={{
              label: t('document'),
              namespace: shown.namespace,
              documentId: shown.id,
              title: shown.title,
              heading: null,
              page: null,
              span: 'whole',
            }}
            onClose={() => setShown(null)}
          />
        )}
      </Drawer>
    </div>
  );
}

function NamespacePicker({
  names,
  namespace,
  onPick,
}: {
  names: string[];
  namespace: string;
  onPick: (name: string) => void;
}) {
  const { t } = useTranslation('knowledge');
  const [name, setName] = useState(namespace);
  const isNew = name.trim() !== '' && !names.includes(name.trim());
  const pick = (value: string) => {
    if (value.trim() !== '' && value.trim() !== namespace) onPick(value.trim());
  };
  return (
    <Autocomplete
      label={t('namespace')}
      description={isNew ? t('namespaceNew') : t('namespaceWords')}
      data={names}
      value={name}
      onChange={setName}
      onOptionSubmit={pick}
      onBlur={() => pick(name)}
      onKeyDown={event => event.key === 'Enter' && pick(name)}
      maw={360}
      mb="md"
    />
  );
}

interface DocumentsProps {
  namespace: string | null;
  problem: Error | null;
  /** What came in while the page was open: shown first, wherever it stands in the list. */
  arrived: readonly KnowledgeDocument[];
  onOpen: (document: KnowledgeDocument) => void;
}

function Documents({ namespace, problem, arrived, onOpen }: DocumentsProps): ReactNode {
  const { t } = useTranslation(['knowledge', 'common']);
  const list = useDocuments(namespace);
  const listed = list.data?.pages.flatMap(page => page.data) ?? [];
  const first = [...new Map(arrived.map(item => [item.id, item])).values()].toReversed();
  const rest = listed.filter(item => !first.some(other => other.id === item.id));
  const failure = problem ?? list.error;
  const count = first.length + rest.length;
  if (failure && count === 0) {
    return (
      <EmptyState
        sign="warn"
        title={t('failed')}
        action={<Button onClick={() => void list.refetch()}>{t('common:tryAgain')}</Button>}
      >
        {sentenceOf(failure)}
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
          <FollowedRow key={item.id} document={item} onOpen={onOpen} />
        ))}
        {rest.map(item => (
          <DocumentRow key={item.id} document={item} onOpen={() => onOpen(item)} />
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
function FollowedRow({
  document,
  onOpen,
}: {
  document: KnowledgeDocument;
  onOpen: (document: KnowledgeDocument) => void;
}) {
  const own = useDocument(document);
  if (own.error instanceof Problem && own.error.status === 404) return null;
  return <DocumentRow document={own.data} onOpen={() => onOpen(own.data)} />;
}
