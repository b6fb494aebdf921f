import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { UsageTable } from '../limits/UsageTable';
import { Panel } from '../Panel';

/** What each deployment cost. */
export function SpendPanel(): ReactNode {
  const { t } = useTranslation('models');
  return (
    <Panel title={t('spend.title')} lead={t('spend.lead')}>
      <UsageTable groupBy="deployment" label={t('spend.title')} />
    </Panel>
  );
}
