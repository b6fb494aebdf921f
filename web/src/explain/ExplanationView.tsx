import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Explanation } from '../api/types';
import { locale } from '../i18n/i18n';
import { number } from '../ui/moments';
import { Candidates } from './Candidates';
import styles from './Explain.module.css';
import { Part, WideTable } from './Part';

interface Props {
  explanation: Explanation;
  answerable: boolean;
  score: number;
  /** Asks why a document was not taken. */
  onWhyNot: (documentId: string) => void;
}

/** How a search came to what it found, from the question to the cut. */
export function ExplanationView({ explanation, answerable, score, onWhyNot }: Props): ReactNode {
  const { t } = useTranslation('explain');
  if (!explanation.needs_documents) return <p className={styles.words}>{t('notNeeded')}</p>;
  return (
    <div data-testid="explanation">
      <Part title={t('queries.title')}>
        <ol className={styles.queries} data-testid="queries">
          {explanation.queries.map(query => (
            <li key={query}>{query}</li>
          ))}
        </ol>
        <p className={styles.words}>
          {t('queries.language', { language: languageName(explanation.language) })}
          {explanation.is_follow_up && ` ${t('queries.followUp')}`}
        </p>
      </Part>
      <Terms explanation={explanation} />
      <Part title={t('filters.title')}>
        <p className={styles.words} data-testid="filters">
          {t('filters.words', {
            count: explanation.filters.chunks,
            chunks: number(explanation.filters.chunks),
            namespaces: explanation.filters.namespaces.join(', ') || '–',
            access: explanation.filters.access.join(', '),
          })}
        </p>
      </Part>
      <Legs explanation={explanation} />
      <Part title={t('candidates.title')}>
        <p className={styles.words}>
          {t(answerable ? 'candidates.answerable' : 'candidates.notAnswerable', {
            score: number(score, 3),
            floor: number(explanation.floor, 3),
          })}
        </p>
        <Candidates candidates={explanation.candidates} onWhyNot={onWhyNot} />
      </Part>
    </div>
  );
}

function Terms({ explanation }: { explanation: Explanation }): ReactNode {
  const { t } = useTranslation('explain');
  if (explanation.terms.length === 0) return null;
  const origin = (name: string) => {
    const known = (['question', 'history', 'feedback'] as const).find(one => one === name);
    return known === undefined ? name : t(`terms.origins.${known}`);
  };
  return (
    <Part title={t('terms.title')}>
      <WideTable label={t('terms.title')}>
        <thead>
          <tr>
            <th scope="col">{t('terms.word')}</th>
            <th scope="col">{t('terms.origin')}</th>
            <th scope="col" data-number>
              {t('terms.weight')}
            </th>
            <th scope="col" data-number>
              {t('terms.chunks')}
            </th>
            <th scope="col">{t('terms.forms')}</th>
          </tr>
        </thead>
        <tbody>
          {explanation.terms.map(term => (
            <tr key={`${term.origin} ${term.word}`}>
              <th scope="row">{term.word}</th>
              <td>{origin(term.origin)}</td>
              <td data-number>{number(term.weight, 3)}</td>
              <td data-number>{number(term.chunks)}</td>
              <td data-wide>
                {Object.entries(term.forms)
                  .map(([form, worth]) => (worth === 1 ? form : `${form} ×${number(worth, 2)}`))
                  .join(', ')}
              </td>
            </tr>
          ))}
        </tbody>
      </WideTable>
    </Part>
  );
}

const tones = { answered: 'good', off: undefined, late: 'warn', failed: 'bad' } as const;

function Legs({ explanation }: { explanation: Explanation }): ReactNode {
  const { t } = useTranslation('explain');
  return (
    <Part title={t('legs.title')}>
      <WideTable label={t('legs.title')}>
        <thead>
          <tr>
            <th scope="col">{t('legs.name')}</th>
            <th scope="col">{t('legs.state')}</th>
            <th scope="col" data-number>
              {t('legs.found')}
            </th>
            <th scope="col" data-number>
              {t('legs.ms')}
            </th>
          </tr>
        </thead>
        <tbody>
          {explanation.legs.map(leg => {
            const name = (['lexical', 'vector'] as const).find(one => one === leg.name);
            const state = (['answered', 'off', 'late', 'failed'] as const).find(one => one === leg.state);
            return (
              <tr key={leg.name} data-testid="leg" data-state={leg.state}>
                <th scope="row">{name === undefined ? leg.name : t(`legs.names.${name}`)}</th>
                <td>
                  <span className={styles.tag} data-tone={state && tones[state]}>
                    {state === undefined ? leg.state : t(`legs.states.${state}`)}
                  </span>
                </td>
                <td data-number>{number(leg.found)}</td>
                <td data-number>{number(leg.ms)}</td>
              </tr>
            );
          })}
        </tbody>
      </WideTable>
    </Part>
  );
}

function languageName(code: string): string {
  try {
    return new Intl.DisplayNames(locale(), { type: 'language' }).of(code) ?? code;
  } catch {
    return code;
  }
}
