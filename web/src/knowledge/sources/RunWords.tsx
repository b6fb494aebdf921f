import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { KnowledgeSource } from '../../api/types';
import { Ago } from '../../ui/Ago';
import { number } from '../../ui/moments';

const counts = ['seen', 'added', 'changed', 'removed', 'failed', 'skipped'] as const;

/** What a run of a source did, in one line; what there was none of is left out. */
export function RunWords({ run }: { run: NonNullable<KnowledgeSource['last_run']> }): ReactNode {
  const { t } = useTranslation('knowledge');
  const told = counts.filter(count => run[count] > 0);
  return (
    <>
      {run.ended_at === null ? t('sources.runningSince') : t('sources.lastRun')}{' '}
      <Ago at={run.ended_at ?? run.started_at} />
      {told.map(count => (
        <span key={count}>
          {' · '}
          {t(`sources.counts.${count}`, { count: run[count], number: number(run[count]) })}
        </span>
      ))}
    </>
  );
}
