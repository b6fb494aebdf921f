import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { number } from '../../ui/moments';
import styles from '../Settings.module.css';
import type { ActionCounts, DryRun } from './policiesApi';

const acted = ['block', 'handoff', 'review', 'redact'] as const;

/** How many messages meet with which action: now, and by the draft. */
export function DryRunTable({ report }: { report: DryRun['report'] }): ReactNode {
  const { t } = useTranslation('policies');
  const rows: { name: string; now: ActionCounts; draft: ActionCounts }[] = [
    { name: t('runs.all'), now: report.now, draft: report.draft },
    ...report.guards.map(one => ({ name: `${one.guard} · ${one.kind}`, now: one.now, draft: one.draft })),
  ];
  return (
    <div className={styles.wide}>
      <table className={styles.table} data-testid="dry-run-table">
        <thead>
          <tr>
            <th scope="col">{t('runs.because')}</th>
            {acted.map(action => (
              <th key={action} scope="col" data-number>
                {t(`actions.${action}`)}
              </th>
            ))}
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={row.name}>
              <th scope="row">{row.name}</th>
              {acted.map(action => (
                <td key={action} data-number>
                  {row.now[action] === row.draft[action]
                    ? number(row.now[action])
                    : `${number(row.now[action])} → ${number(row.draft[action])}`}
                </td>
              ))}
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
