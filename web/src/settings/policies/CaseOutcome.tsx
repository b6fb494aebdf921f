import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../ui/Notice';
import type { CaseResult } from './policiesApi';
import { reasonsOf } from './reasons';

/** Whether a case came out as it says, and what was found in its text. */
export function CaseOutcome({ result }: { result: CaseResult | undefined }): ReactNode {
  const { t } = useTranslation('policies');
  if (!result) return null;
  const why = reasonsOf(result.findings);
  return (
    <Notice tone={result.passed ? 'quiet' : 'warn'}>
      {result.passed ? t('cases.passed') : t('cases.failed', { actual: t(`actions.${result.actual}`) })}
      {why !== '' && ` ${t('cases.found', { why })}`}
    </Notice>
  );
}
