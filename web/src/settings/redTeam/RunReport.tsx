import { Button, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem';
import { Notice } from '../../ui/Notice';
import { moment, number } from '../../ui/moments';
import listing from '../../ui/Listing.module.css';
import { Panel } from '../Panel';
import { CaseList } from './CaseList';
import { Comparison } from './Comparison';
import { RateTable } from './RateTable';
import { isOver, useAcceptRun, useCancelRun, useReport } from './redTeamApi';

/** What one run has found: rates by family and language, the comparison with the accepted run, and the attacks that succeeded. */
export function RunReport({ id }: { id: string }): ReactNode {
  const { t } = useTranslation('redTeam');
  const report = useReport(id);
  const cancel = useCancelRun();
  const accept = useAcceptRun();
  const run = report.data?.run;
  const problem = cancel.error ?? accept.error ?? (report.data ? null : report.error);
  const facts = run && [
    t(`states.${run.state as 'done'}`),
    t('progress', { done: number(Number(run.done)), total: number(Number(run.total)) }),
    t('costs', { cost: run.cost }),
    run.judge && t('judged', { judge: run.judge }),
    run.ended_at && moment(run.ended_at),
    run.failure,
  ];
  return (
    <Panel
      title={t('reportTitle')}
      lead={t('reportLead')}
      action={
        run &&
        (isOver(run.state) ? (
          run.state === 'done' &&
          !run.accepted && (
            <Button
              variant="default"
              loading={accept.isPending}
              onClick={() => accept.mutate(id)}
              data-testid="accept-run"
            >
              {t('accept')}
            </Button>
          )
        ) : (
          <Button
            variant="default"
            loading={cancel.isPending}
            onClick={() => cancel.mutate(id)}
            data-testid="cancel-run"
          >
            {t('cancel')}
          </Button>
        ))
      }
    >
      {report.isPending && <Skeleton height={220} />}
      {problem && <Notice tone="danger">{sentenceOf(problem)}</Notice>}
      {report.data && facts && (
        <>
          <p className={listing.facts} role="status" data-testid="run-facts">
            {facts.filter(Boolean).join(' · ')}
          </p>
          <Comparison compared={report.data.compared} />
          <RateTable name={t('family')} rows={report.data.families} />
          <RateTable name={t('language')} rows={report.data.languages} />
          {isOver(report.data.run.state) && <CaseList id={id} families={report.data.families.map(row => row.name)} />}
        </>
      )}
    </Panel>
  );
}
