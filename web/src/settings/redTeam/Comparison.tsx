import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../ui/Notice';
import { number } from '../../ui/moments';
import { changeOf } from './rates';
import type { Report } from './redTeamApi';

/** How a run differs from the one that was accepted before it. */
export function Comparison({ compared }: { compared: Report['compared'] }): ReactNode {
  const { t } = useTranslation('redTeam');
  if (!compared) return <Notice>{t('notCompared')}</Notice>;
  const isWorse = Number(compared.success?.verdict ?? 0) > 0 || Number(compared.refusal?.verdict ?? 0) > 0;
  const parts = [
    t('shared', { count: Number(compared.shared), shown: number(Number(compared.shared)) }),
    compared.success && t('successChange', { change: changeOf(Number(compared.success.mean)) }),
    compared.refusal && t('refusalChange', { change: changeOf(Number(compared.refusal.mean)) }),
    t(isWorse ? 'worse' : 'notWorse'),
  ];
  return <Notice tone={isWorse ? 'warn' : 'quiet'}>{parts.filter(Boolean).join(' · ')}</Notice>;
}
