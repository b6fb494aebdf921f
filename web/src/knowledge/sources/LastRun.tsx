import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { KnowledgeSource } from '../../api/types';
import { Ago } from '../../ui/Ago';
import { number } from '../../ui/moments';
import styles from './Sources.module.css';

const counts = ['seen', 'added', 'changed', 'removed', 'failed', 'skipped'] as const;

/** When a source ran last, what that did, and when it runs next. */
export function LastRun({ source }: { source: KnowledgeSource }): ReactNode {
  const { t } = useTranslation('knowledge');
  const run = source.last_run;
  return (
    <section className={styles.run} aria-label={t('sources.lastResult')}>
      <p role="status">
        {run === null ? (
          t('sources.neverRun')
        ) : (
          <>
            {run.ended_at === null ? t('sources.runningSince') : t('sources.lastRun')}{' '}
            <Ago at={run.ended_at ?? run.started_at} />
          </>
        )}
        {source.next_run_at && source.state !== 'paused' && (
          <>
            {' · '}
            {t('sources.next')} <Ago at={source.next_run_at} />
          </>
        )}
      </p>
      {run !== null && (
        <dl className={styles.counts} data-testid="run-counts">
          {counts.map(count => (
            <div key={count} data-tone={count === 'failed' && run.failed > 0 ? 'bad' : undefined} data-count={count}>
              <dt>{t(`sources.tally.${count}`)}</dt>
              <dd>{number(run[count])}</dd>
            </div>
          ))}
        </dl>
      )}
    </section>
  );
}
