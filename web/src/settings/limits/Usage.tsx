import { SegmentedControl } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Panel } from '../Panel';
import styles from '../Settings.module.css';
import type { Grouping } from './limitsApi';
import { UsageTable } from './UsageTable';

const groupings: Grouping[] = ['day', 'model', 'deployment', 'user', 'key', 'purpose'];

/** What the calls of models came to. */
export function Usage(): ReactNode {
  const { t } = useTranslation('settings');
  const [groupBy, setGroupBy] = useState<Grouping>('day');
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
      <UsageTable groupBy={groupBy} label={t('usage.title')} />
    </Panel>
  );
}
