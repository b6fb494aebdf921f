import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ShareRows } from '../../share/ShareRows';
import { useShares } from '../../share/shareApi';
import { ListBody, Panel } from '../Panel';

/** Every link to a conversation of one's own that still works. */
export function SharesPanel(): ReactNode {
  const { t } = useTranslation('settings');
  const shares = useShares(null);
  return (
    <Panel title={t('shares.title')} lead={t('shares.lead')}>
      <ListBody list={shares} none={t('shares.none')}>
        <ShareRows shares={shares.items} label={t('shares.title')} linked />
      </ListBody>
    </Panel>
  );
}
