import { SegmentedControl, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem';
import { number } from '../../ui/moments';
import { Notice } from '../../ui/Notice';
import { Panel } from '../Panel';
import styles from '../Settings.module.css';
import type { Grouping } from './limitsApi';
import { useUsage } from './limitsApi';

const groupings: Grouping[] = ['day', 'model', 'user', 'key', 'purpose'];

/** What the calls of models came to. */
export function Usage(): ReactNode {
  const { t } = useTranslation('settings');
  const [groupBy, setGroupBy] = useState<Grouping>('day');
  const usage = useUsage(groupBy);
  return (
    <Panel title={t('usage.title')} lead={t('usage.lead')}>
      <div className={styles.wide}>
        <SegmentedControl
          data={groupings.map(value => ({ value, label: t(`usage.by.${value}`) }))}
          value={groupBy}
          onChange={value => setGroupBy(value as Grouping)}
          aria-label={t('usage.sumBy')}
        />
      </div>
      {usage.isPending && <Skeleton height={120} mt="md" />}
      {usage.error && <Notice tone="danger">{sentenceOf(usage.error)}</Notice>}
      {usage.data && (
        <div className={styles.wide} role="group" aria-label={t('usage.title')} tabIndex={0}>
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
      )}
    </Panel>
  );
}
