import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { FoundPassage, SearchAnswer } from '../../api/types';
import { number } from '../../ui/moments';
import { Notice } from '../../ui/Notice';
import { placeOf } from '../places';
import styles from './Playground.module.css';

/** The passages that were found, the best first. */
export function Results({ namespace, answer }: { namespace: string; answer: SearchAnswer }): ReactNode {
  const { t } = useTranslation('knowledge');
  return (
    <section aria-label={t('playground.results')} className={styles.results}>
      <h2>{t('playground.found', { count: answer.results.length })}</h2>
      {!answer.answerable && <Notice tone="warn">{t('playground.notAnswerable')}</Notice>}
      <ol className={styles.list}>
        {answer.results.map(result => (
          <Result key={result.chunk_id} namespace={namespace} result={result} />
        ))}
      </ol>
    </section>
  );
}

function Result({ namespace, result }: { namespace: string; result: FoundPassage }): ReactNode {
  const { t } = useTranslation('knowledge');
  const place = `${placeOf.document(namespace, result.document_id)}?start=${result.start}&end=${result.end}`;
  const path = [result.heading, result.page === null ? null : t('chunks.page', { page: result.page })].filter(Boolean);
  return (
    <li className={styles.result} data-testid="playground-result">
      <div className={styles.resultHead}>
        <Link to={place}>{nameOf(result) ?? t('playground.untitled')}</Link>
        <span className={styles.score}>{t('playground.score', { score: number(result.score, 3) })}</span>
      </div>
      {path.length > 0 && <div className={styles.path}>{path.join(' · ')}</div>}
      <p>{result.text}</p>
    </li>
  );
}

/** A document without a title may still have a name that its sender gave it. */
function nameOf({ title, external_id: given, document_id: id }: FoundPassage): string | null {
  return title || (given === id ? null : given) || null;
}
