import { Popover } from '@mantine/core';
import type { ReactNode } from 'react';
import { lazy, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../ui/IconButton';
import { isNear, metersOf } from './meters';
import styles from './Quota.module.css';
import { useLimits } from './useLimits';

const Meters = lazy(() => import('./Meters'));

/** Shows what is left to whoever has a limit, and stands out when little is. */
export function QuotaBell(): ReactNode {
  const { t } = useTranslation('limits');
  const limits = useLimits();
  const meters = limits.data ? metersOf(limits.data) : [];
  if (meters.length === 0) return null;
  const isLow = meters.some(isNear);
  return (
    <Popover position="top-end" width={320} shadow="md" withinPortal trapFocus onOpen={() => void limits.refetch()}>
      <Popover.Target>
        <IconButton
          sign="bell"
          label={isLow ? t('yoursLow') : t('yours')}
          tip={false}
          data-testid="quota-bell"
          data-near={isLow || undefined}
          className={styles.bell}
        />
      </Popover.Target>
      <Popover.Dropdown className={styles.meters}>
        <Suspense fallback={null}>
          <Meters meters={meters} label={t('yours')} />
        </Suspense>
      </Popover.Dropdown>
    </Popover>
  );
}
