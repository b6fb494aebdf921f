import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { DocumentVerdict } from '../api/types';
import { number } from '../ui/moments';
import styles from './Explain.module.css';

const outcomes = [
  'used',
  'selected',
  'no_room',
  'below_the_floor',
  'below_the_cut',
  'duplicate',
  'not_found',
  'no_words',
  'other_namespace',
  'no_access',
  'not_ready',
  'not_looked',
  'unknown',
] as const;

/** What became of one document in a search, and what would have helped it. */
export function Verdict({ verdict }: { verdict: DocumentVerdict }): ReactNode {
  const { t, i18n } = useTranslation('explain');
  const outcome = outcomes.find(one => one === verdict.outcome);
  const isTaken = outcome === 'used' || outcome === 'selected';
  return (
    <div className={styles.verdict} data-testid="verdict" data-outcome={verdict.outcome}>
      <strong>{verdict.title ?? t('untitled')}</strong>{' '}
      <span className={styles.tag} data-tone={isTaken ? 'good' : 'warn'}>
        {outcome === undefined ? verdict.outcome : t(`outcomes.${outcome}.name`)}
      </span>
      {/* The server speaks English, and says more than a word of ours can. */}
      <p>{outcome === undefined || i18n.language === 'en' ? verdict.detail : t(`outcomes.${outcome}.words`)}</p>
      {(verdict.rank !== null || verdict.score !== null) && (
        <p>
          {verdict.rank !== null && t('verdict.rank', { rank: number(verdict.rank) })}{' '}
          {verdict.score !== null && t('verdict.score', { score: number(verdict.score, 3) })}
        </p>
      )}
      <Words title={t('verdict.words')} words={verdict.words} tone="good" />
      <Words title={t('verdict.missing')} words={verdict.missing} tone="warn" />
    </div>
  );
}

function Words({ title, words, tone }: { title: string; words: readonly string[]; tone: string }): ReactNode {
  if (words.length === 0) return null;
  return (
    <p>
      {title}{' '}
      <span className={styles.terms}>
        {words.map(word => (
          <span key={word} className={styles.tag} data-tone={tone}>
            {word}
          </span>
        ))}
      </span>
    </p>
  );
}
