import { Button, Select } from '@mantine/core';
import { useQueries } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dataOf } from '../api/http';
import { sentenceOf } from '../api/problem';
import type { DocumentVerdict, KnowledgeDocument } from '../api/types';
import { nameOf } from '../knowledge/knowledgeApi';
import { useServices } from '../services';
import { Notice } from '../ui/Notice';
import styles from './Explain.module.css';
import { Part } from './Part';
import { Verdict } from './Verdict';

interface Props {
  /** Where the documents are that may be asked about. */
  namespaces: readonly string[];
  asked: string | null;
  verdict: DocumentVerdict | null;
  isPending: boolean;
  error: Error | null;
  onAsk: (documentId: string) => void;
}

const MostNamespaces = 10;
const MostDocuments = 200;
const idForm = /^doc_[0-9a-f]{32}$/;

/** Tells of any document why it was, or was not, among what was taken. */
export function WhyNot({ namespaces, asked, verdict, isPending, error, onAsk }: Props): ReactNode {
  const { t } = useTranslation('explain');
  const [isOpened, setOpened] = useState(false);
  const [typed, setTyped] = useState('');
  const [picked, setPicked] = useState<string | null>(null);
  const documents = useDocumentsOf(namespaces, isOpened);
  const options = [...documents];
  const extra = typed.trim();
  for (const id of [extra, asked ?? '']) {
    if (idForm.test(id) && !options.some(one => one.value === id)) options.push({ value: id, label: id });
  }
  const chosen = picked ?? asked;
  return (
    <Part title={t('whyNot.title')}>
      <p className={styles.words}>{t('whyNot.lead')}</p>
      <form
        data-testid="why-not"
        onSubmit={event => {
          event.preventDefault();
          if (chosen !== null) onAsk(chosen);
        }}
      >
        <Select
          label={t('whyNot.document')}
          description={t('whyNot.documentWords')}
          data={options}
          value={chosen}
          onChange={setPicked}
          searchable
          onSearchChange={setTyped}
          onFocus={() => setOpened(true)}
          nothingFoundMessage={t('whyNot.nothing')}
          limit={100}
          mb="xs"
        />
        <Button type="submit" size="compact-sm" variant="default" loading={isPending} disabled={chosen === null}>
          {t('whyNot.act')}
        </Button>
      </form>
      {error && <Notice tone="danger">{sentenceOf(error)}</Notice>}
      <div role="status">
        {verdict && <Verdict verdict={verdict} />}
        {asked !== null && !isPending && !error && !verdict && <Notice>{t('whyNot.unanswered')}</Notice>}
      </div>
    </Part>
  );
}

function useDocumentsOf(namespaces: readonly string[], isWanted: boolean): { value: string; label: string }[] {
  const { http } = useServices();
  return useQueries({
    queries: namespaces.slice(0, MostNamespaces).map(namespace => ({
      queryKey: ['documents-to-ask', namespace],
      enabled: isWanted,
      staleTime: 30_000,
      queryFn: ({ signal }: { signal: AbortSignal }) =>
        dataOf(
          http.api.GET('/v1/knowledge/{namespace}/documents', {
            params: { path: { namespace }, query: { limit: MostDocuments } },
            signal,
          }),
        ),
    })),
    combine: results =>
      results.flatMap(result =>
        (result.data?.data ?? []).map(one => ({ value: one.id, label: nameOf(one as KnowledgeDocument) })),
      ),
  });
}
