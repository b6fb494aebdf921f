import { SegmentedControl, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { sentenceOf } from '../../api/problem';
import { Notice } from '../../ui/Notice';
import { Panel } from '../Panel';
import styles from '../Settings.module.css';
import type { Grouping } from './limitsApi';
import { useUsage } from './limitsApi';

const groupings: { value: Grouping; label: string }[] = [
  { value: 'day', label: 'Day' },
  { value: 'model', label: 'Model' },
  { value: 'user', label: 'Person' },
  { value: 'key', label: 'Key' },
  { value: 'purpose', label: 'Purpose' },
];

/** What the calls of models came to. */
export function Usage(): ReactNode {
  const [groupBy, setGroupBy] = useState<Grouping>('day');
  const usage = useUsage(groupBy);
  return (
    <Panel title="Usage" lead="Calls of models in the last thirty days.">
      <div className={styles.wide}>
        <SegmentedControl
          data={groupings}
          value={groupBy}
          onChange={value => setGroupBy(value as Grouping)}
          aria-label="Sum up by"
        />
      </div>
      {usage.isPending && <Skeleton height={120} mt="md" />}
      {usage.error && <Notice tone="danger">{sentenceOf(usage.error)}</Notice>}
      {usage.data && (
        <div className={styles.wide}>
          <table className={styles.table} data-testid="usage">
            <thead>
              <tr>
                <th>{groupings.find(item => item.value === groupBy)?.label}</th>
                <th data-number>Answers</th>
                <th data-number>Tokens in</th>
                <th data-number>Tokens out</th>
                <th data-number>Cost</th>
              </tr>
            </thead>
            <tbody>
              {[...usage.data.data, { ...usage.data.total, group: 'Total' }].map(sum => (
                <tr key={sum.group}>
                  <td>{sum.group || '–'}</td>
                  <td data-number>{Number(sum.turns).toLocaleString()}</td>
                  <td data-number>{Number(sum.input_tokens).toLocaleString()}</td>
                  <td data-number>{Number(sum.output_tokens).toLocaleString()}</td>
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
