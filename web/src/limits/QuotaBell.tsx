import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../ui/IconButton';
import { later } from '../ui/later';
import { OnUse } from '../ui/OnUse';
import { isNear, metersOf } from './meters';
import styles from './Quota.module.css';
import { useLimits } from './useLimits';

const QuotaPanel = later(() => import('./QuotaPanel'));

/** Shows what is left to whoever has a limit, and stands out when little is. */
export function QuotaBell(): ReactNode {
  const { t } = useTranslation('limits');
  const limits = useLimits();
  const meters = limits.data ? metersOf(limits.data) : [];
  if (meters.length === 0) return null;
  const isLow = meters.some(isNear);
  const button = (
    <IconButton
      sign="bell"
      label={isLow ? t('yoursLow') : t('yours')}
      tip={false}
      data-testid="quota-bell"
      data-near={isLow || undefined}
      className={styles.bell}
    />
  );
  return (
    <OnUse button={button} opens="dialog" onNear={QuotaPanel.fetch}>
      <QuotaPanel button={button} meters={meters} refresh={limits.refetch} />
    </OnUse>
  );
}
