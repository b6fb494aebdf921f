import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import listing from '../../ui/Listing.module.css';
import { number } from '../../ui/moments';
import type { TestReport } from './deploymentsApi';

/** What came of asking a deployment. */
export function TestResult({ report }: { report: TestReport }): ReactNode {
  const { t } = useTranslation('models');
  const isWell = report.answered === report.requests;
  const facts = [
    t('test.answered', { answered: number(report.answered), requests: number(report.requests) }),
    report.ms_to_first_token === null
      ? null
      : t('test.firstToken', {
          ms: number(report.ms_to_first_token, 0),
          most: number(report.most_ms_to_first_token ?? report.ms_to_first_token, 0),
        }),
    report.tokens_per_second === null ? null : t('test.pace', { tokens: number(report.tokens_per_second, 1) }),
    t('test.cost', { cost: report.cost }),
    report.last_failure ? t('test.failure', { reason: report.last_failure }) : null,
  ];
  return (
    <span className={isWell ? listing.facts : listing.error} data-testid="test-result" role="status">
      {facts.filter(Boolean).join(' · ')}
    </span>
  );
}
