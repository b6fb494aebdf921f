import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { moment, number } from '../../ui/moments';
import styles from '../Settings.module.css';
import type { Run } from './redTeamApi';
import { shareOf } from './rates';

interface Props {
  runs: readonly Run[];
  shown: string | null;
  onShow: (id: string) => void;
}

/** The runs, one a row; the one whose report is shown is marked. */
export function RunTable({ runs, shown, onShow }: Props): ReactNode {
  const { t } = useTranslation('redTeam');
  return (
    <div className={styles.wide} role="group" aria-label={t('title')} tabIndex={0}>
      <table className={styles.table} data-testid="runs">
        <thead>
          <tr>
            <th>{t('at')}</th>
            <th>{t('state')}</th>
            <th>{t('model')}</th>
            <th data-number>{t('cases')}</th>
            <th data-number>{t('success')}</th>
            <th data-number>{t('refusal')}</th>
            <th>{t('report')}</th>
          </tr>
        </thead>
        <tbody>
          {runs.map(run => (
            <tr key={run.id}>
              <td>{moment(run.created_at)}</td>
              <td>
                {t(`states.${run.state as 'done'}`)}
                {run.accepted && ` · ${t('accepted')}`}
              </td>
              <td>{run.model ?? t('usual')}</td>
              <td data-number>
                {number(Number(run.done))} / {number(Number(run.total))}
              </td>
              <td data-number>{shareOf(run.success)}</td>
              <td data-number>{shareOf(run.refusal)}</td>
              <td>
                <Button
                  variant={run.id === shown ? 'light' : 'subtle'}
                  size="compact-sm"
                  aria-pressed={run.id === shown}
                  onClick={() => onShow(run.id)}
                >
                  {t('show')}
                </Button>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </div>
  );
}
