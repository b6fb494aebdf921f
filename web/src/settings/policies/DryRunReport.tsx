import { Button, Progress, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem';
import { moment, number } from '../../ui/moments';
import { Notice } from '../../ui/Notice';
import styles from '../Settings.module.css';
import { DryRunExamples } from './DryRunExamples';
import { DryRunTable } from './DryRunTable';
import { isUnderWay, useCancelDryRun, useDryRun } from './policiesApi';

/** How far a dry run is, and what it found. */
export function DryRunReport({ policy, run }: { policy: string; run: string }): ReactNode {
  const { t } = useTranslation(['policies', 'common']);
  const asked = useDryRun(policy, run);
  const cancel = useCancelDryRun(policy);
  if (asked.error) return <Notice tone="danger">{sentenceOf(asked.error)}</Notice>;
  if (!asked.data) return <Skeleton height={120} />;
  const { state, done, total, report, from, to } = asked.data;
  return (
    <section aria-label={t('runs.report')} data-testid="dry-run" className={styles.form}>
      <span className={styles.fact} role="status">
        {t(`runs.states.${state as 'queued' | 'running' | 'done' | 'cancelled' | 'failed'}`)} ·{' '}
        {t('runs.range', { from: moment(from), to: moment(to) })} ·{' '}
        {t('runs.looked', { count: report.messages, messages: number(report.messages) })}
      </span>
      {isUnderWay(asked.data) && (
        <div className={styles.pair}>
          <Progress value={total === 0 ? 0 : (100 * done) / total} aria-label={t('runs.progress')} />
          <Button variant="default" size="compact-sm" loading={cancel.isPending} onClick={() => cancel.mutate(run)}>
            {t('common:cancel')}
          </Button>
        </div>
      )}
      {report.partial && <Notice tone="warn">{t('runs.partial')}</Notice>}
      {report.unreadable > 0 && <Notice>{t('runs.unreadable', { count: report.unreadable })}</Notice>}
      {report.messages > 0 && (
        <>
          <strong>{t('runs.change', { stricter: number(report.stricter), milder: number(report.milder) })}</strong>
          <DryRunTable report={report} />
          <DryRunExamples examples={report.examples} />
        </>
      )}
    </section>
  );
}
