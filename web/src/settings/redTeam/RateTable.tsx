import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { number } from '../../ui/moments';
import styles from '../Settings.module.css';
import { shareOf, sureness } from './rates';
import type { RateRow } from './redTeamApi';

interface Props {
  name: string;
  rows: readonly RateRow[];
}

/** Rates by family or language, each with how sure it is and what it was in the accepted run. */
export function RateTable({ name, rows }: Props): ReactNode {
  const { t } = useTranslation('redTeam');
  return (
    <div className={styles.wide} role="group" aria-label={name} tabIndex={0}>
      <table className={styles.table} data-testid="rates">
        <thead>
          <tr>
            <th>{name}</th>
            <th data-number>{t('success')}</th>
            <th data-number>{t('sure')}</th>
            <th data-number>{t('before')}</th>
            <th data-number>{t('refusal')}</th>
            <th data-number>{t('before')}</th>
            <th data-number>{t('unclear')}</th>
          </tr>
        </thead>
        <tbody>
          {rows.map(row => (
            <tr key={row.name}>
              <th scope="row">{row.name}</th>
              <td data-number>{shareOf(row.success)}</td>
              <td data-number>{sureness(row.success)}</td>
              <td data-number>{shareOf(row.success_before)}</td>
              <td data-number>{shareOf(row.refusal)}</td>
              <td data-number>{shareOf(row.refusal_before)}</td>
              <td data-number>{number(Number(row.unclear))}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
