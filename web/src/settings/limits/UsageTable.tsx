import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem';
import { number } from '../../ui/moments';
import { Notice } from '../../ui/Notice';
import styles from '../Settings.module.css';
import type { Grouping } from './limitsApi';
import { useUsage } from './limitsApi';

/** The calls of models of the last thirty days, summed up. */
export function UsageTable({ groupBy, label }: { groupBy: Grouping; label: string }): ReactNode {
  const { t } = useTranslation('settings');
  const usage = useUsage(groupBy);
  if (usage.isPending) return <Skeleton height={120} mt="md" />;
  if (!usage.data) return <Notice tone="danger">{sentenceOf(usage.error)}</Notice>;
  return (
    <div className={styles.wide} role="group" aria-label={label} tabIndex={0}>
      <table className={styles.table} data-testid="usage">
        <thead>
          <tr>
            <th>{t(`usage.by.${groupBy}`)}</th>
            <th data-number>{t('usage.answers')}</th>
            <th data-number>{t('usage.in')}</th>
            <th data-number>{t('usage.out')}</th>
            <th data-number>{t('usage.cost')}</th>
          </tr>
        </thead>
        <tbody>
          {[...usage.data.data, { ...usage.data.total, group: t('usage.total') }].map(sum => (
            <tr key={sum.group}>
              <td>{sum.group || '–'}</td>
              <td data-number>{number(Number(sum.turns))}</td>
              <td data-number>{number(Number(sum.input_tokens))}</td>
              <td data-number>{number(Number(sum.output_tokens))}</td>
              <td data-number>{sum.cost}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
