import { Autocomplete, Button, Drawer, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { useSearchParams } from 'react-router';
import { sentenceOf } from '../api/problem';
import type { KnowledgeDocument } from '../api/types';
import { CitationPanel } from '../citations/CitationPanel';
import { EmptyState } from '../ui/EmptyState';
import { DocumentRow } from './DocumentRow';
import styles from './Knowledge.module.css';
import { useDocuments, useNamespaces } from './knowledgeApi';
import { UploadArea } from './UploadArea';
import { useUploads } from './useUploads';

/** Where documents come in, and where one sees what became of them. */
export default function KnowledgePage(): ReactNode {
  const [search, setSearch] = useSearchParams();
  const namespaces = useNamespaces();
  const names = namespaces.data?.data.map(item => item.namespace) ?? [];
  const namespace = search.get('namespace') ?? names[0] ?? (namespaces.isSuccess ? 'documents' : null);
  const { uploads, add, dismiss } = useUploads();
  const [shown, setShown] = useState<KnowledgeDocument | null>(null);

  useEffect(() => {
    document.title = 'Knowledge – Parley';
  }, []);

  return (
    <div className={styles.page}>
      <div className={styles.column}>
        <h1>Knowledge</h1>
        <p className={styles.lead}>Answers are drawn from these documents and cite them.</p>
        <NamespacePicker
          key={namespace}
          names={names}
          namespace={namespace ?? ''}
          onPick={name => setSearch({ namespace: name }, { replace: true })}
        />
        <UploadArea uploads={uploads} onFiles={files => namespace && add(namespace, files)} onDismiss={dismiss} />
        <Documents namespace={namespace} problem={namespaces.error} onOpen={setShown} />
      </div>
      <Drawer
        opened={shown !== null}
        onClose={() => setShown(null)}
        position="right"
        size="min(100%, 620px)"
        padding={0}
        withCloseButton={false}
        aria-label="Document"
        styles={{ body: { height: '100%' } }}
      >
        {shown && (
          <CitationPanel
            passage={{
              label: 'Document',
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
  const [name, setName] = useState(namespace);
  const isNew = name.trim() !== '' && !names.includes(name.trim());
  const pick = (value: string) => {
    if (value.trim() !== '' && value.trim() !== namespace) onPick(value.trim());
  };
  return (
    <Autocomplete
      label="Namespace"
      description={
        isNew
          ? 'This one does not exist yet; it comes into being with its first document.'
          : 'A collection of documents.'
      }
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
  onOpen: (document: KnowledgeDocument) => void;
}

function Documents({ namespace, problem, onOpen }: DocumentsProps): ReactNode {
  const list = useDocuments(namespace);
  const documents = list.data?.pages.flatMap(page => page.data) ?? [];
  const failure = problem ?? list.error;
  if (failure && documents.length === 0) {
    return (
      <EmptyState
        sign="warn"
        title="The documents could not be loaded"
        action={<Button onClick={() => void list.refetch()}>Try again</Button>}
      >
        {sentenceOf(failure)}
      </EmptyState>
    );
  }
  if (list.isPending) return <Skeleton height={160} mt="lg" />;
  if (documents.length === 0) {
    return (
      <EmptyState sign="book" title="No documents here yet">
        Upload the first one; it can be cited as soon as it is ready, usually within seconds.
      </EmptyState>
    );
  }
  return (
    <>
      <ul className={styles.rows} aria-label="Documents">
        {documents.map(item => (
          <DocumentRow key={item.id} document={item} onOpen={() => onOpen(item)} />
        ))}
      </ul>
      {list.hasNextPage && (
        <Button variant="subtle" fullWidth loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          Show more
        </Button>
      )}
    </>
  );
}
