import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { PromptPassage, Retrieval } from '../api/types';
import { number } from '../ui/moments';
import styles from './Explain.module.css';
import { Part } from './Part';

/** Which passages stood in the prompt, each leading to its place in its document. */
export function Entered({ retrieval }: { retrieval: Retrieval }): ReactNode {
  const { t } = useTranslation('explain');
  const { chunks, passages, explanation } = retrieval;
  const titleOf = (documentId: string) =>
    explanation?.candidates.find(one => one.document_id === documentId)?.title ?? t('untitled');
  const scoreOf = (chunkId: string) => chunks.find(chunk => chunk.chunk_id === chunkId)?.score;
  const entered: (Partial<PromptPassage> & (typeof chunks)[number])[] = passages
    ? passages.map(passage => ({ ...passage, score: scoreOf(passage.chunk_id) ?? 0 }))
    : chunks;
  return (
    <Part title={t('entered.title')}>
      {entered.length === 0 && <p className={styles.words}>{t('entered.none')}</p>}
      <ul className={styles.entered} data-testid="entered">
        {entered.map(one => (
          <li key={one.label}>
            <span className={styles.tag} data-tone="good">
              {one.label}
            </span>{' '}
            <Link to={placeOf(one)}>{titleOf(one.document_id)}</Link>
            <span className={styles.sub}>
              {t('entered.score', { score: number(one.score, 3) })}
              {one.tokens !== undefined && ` · ${t('entered.tokens', { count: one.tokens })}`}
            </span>
          </li>
        ))}
      </ul>
    </Part>
  );
}

function placeOf({ namespace, document_id: id, start, end }: Partial<PromptPassage> & { document_id: string }): string {
  const place = `/knowledge/${encodeURIComponent(namespace ?? '')}/documents/${id}`;
  return start === undefined || end === undefined ? place : `${place}?start=${start}&end=${end}`;
}
