import { Button, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem';
import type { DocumentChunk, KnowledgeDocument } from '../../api/types';
import { number } from '../../ui/moments';
import { Notice } from '../../ui/Notice';
import styles from '../Knowledge.module.css';
import { useChunks } from '../knowledgeApi';

interface Props {
  document: KnowledgeDocument;
  onShow: (span: { start: number; end: number }) => void;
}

/** The passages in which a document is found, in their order, with their borders and what is said above them. */
export function Chunks({ document, onShow }: Props): ReactNode {
  const { t } = useTranslation(['knowledge', 'common']);
  const list = useChunks(document.namespace, document.id);
  if (list.isPending) return <Skeleton height={240} mt="md" />;
  if (list.error && !list.data) {
    return (
      <Notice
        tone="danger"
        action={
          <Button variant="subtle" size="compact-sm" onClick={() => void list.refetch()}>
            {t('common:tryAgain')}
          </Button>
        }
      >
        {sentenceOf(list.error)}
      </Notice>
    );
  }
  const chunks = list.data.pages.flatMap(page => page.data);
  return (
    <>
      <p className={styles.shown}>{t('chunks.shown', { count: document.chunks, shown: number(chunks.length) })}</p>
      <ol className={styles.chunks} aria-label={t('views.passages')}>
        {chunks.map((chunk, index) => (
          <Chunk key={chunk.id} chunk={chunk} before={chunks[index - 1] ?? null} onShow={onShow} />
        ))}
      </ol>
      {list.hasNextPage && (
        <Button variant="subtle" fullWidth loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('common:showMore')}
        </Button>
      )}
    </>
  );
}

interface ChunkProps {
  chunk: DocumentChunk;
  before: DocumentChunk | null;
  onShow: Props['onShow'];
}

function Chunk({ chunk, before, onShow }: ChunkProps): ReactNode {
  const { t } = useTranslation('knowledge');
  const shared = before === null ? 0 : Math.max(0, before.end - chunk.start);
  const isPart = chunk.parent_start < chunk.start || chunk.parent_end > chunk.end;
  return (
    <li className={styles.chunk} data-testid="chunk">
      <div className={styles.chunkHead}>
        <strong>{number(chunk.ordinal + 1)}</strong>
        {chunk.heading && <span className={styles.chunkHeading}>{chunk.heading}</span>}
        <span className={styles.chunkFacts}>
          {chunk.page !== null && <>{t('chunks.page', { page: chunk.page })} · </>}
          {t('chunks.tokens', { count: chunk.tokens })} ·{' '}
          {t('chunks.span', { start: number(chunk.start), end: number(chunk.end) })}
          {shared > 0 && <> · {t('chunks.shared', { count: shared })}</>}
          {isPart && <> · {t('chunks.parent', { start: number(chunk.parent_start), end: number(chunk.parent_end) })}</>}
        </span>
        <Button
          variant="subtle"
          size="compact-xs"
          aria-label={t('chunks.showNamed', { number: chunk.ordinal + 1 })}
          onClick={() => onShow(chunk)}
        >
          {t('chunks.show')}
        </Button>
      </div>
      {chunk.question && <p className={styles.question}>{t('chunks.question', { question: chunk.question })}</p>}
      <div className={styles.chunkText}>{chunk.text}</div>
    </li>
  );
}
