import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem';
import { Notice } from '../../ui/Notice';
import { number } from '../../ui/moments';
import styles from '../Settings.module.css';
import type { VariantFigures } from './routesApi';
import { useExperiment } from './routesApi';

/** What came of each variant of a route's experiment. */
export function ExperimentFigures({ route }: { route: string }): ReactNode {
  const { t } = useTranslation('models');
  const experiment = useExperiment(route);
  if (experiment.isPending) return <Skeleton height={60} />;
  if (!experiment.data) return <Notice tone="danger">{sentenceOf(experiment.error)}</Notice>;
  const label = t('experiment.figures', { name: experiment.data.name });
  return (
    <div className={styles.wide} role="group" aria-label={label} tabIndex={0}>
      <table className={styles.table} data-testid="experiment-figures">
        <thead>
          <tr>
            <th>{label}</th>
            <th data-number>{t('experiment.requests')}</th>
            <th data-number>{t('experiment.errors')}</th>
            <th data-number>{t('experiment.failedAttempts')}</th>
            <th data-number>{t('experiment.firstToken')}</th>
            <th data-number>{t('experiment.took')}</th>
            <th data-number>{t('experiment.cost')}</th>
          </tr>
        </thead>
        <tbody>
          {experiment.data.variants.map(variant => (
            <Row key={variant.name} variant={variant} />
          ))}
        </tbody>
      </table>
    </div>
  );
}

const orNone = (value: number | null | undefined) => (typeof value === 'number' ? number(value, 0) : '–');

function Row({ variant }: { variant: VariantFigures }): ReactNode {
  return (
    <tr>
      <td>{variant.name}</td>
      <td data-number>{number(variant.requests)}</td>
      <td data-number>{number(variant.errors)}</td>
      <td data-number>{number(variant.failed_attempts)}</td>
      <td data-number>{orNone(variant.ms_to_first_token)}</td>
      <td data-number>{orNone(variant.ms)}</td>
      <td data-number>{variant.cost}</td>
    </tr>
  );
}
