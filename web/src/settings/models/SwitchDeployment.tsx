import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../../ui/Confirm';
import type { Deployment } from './deploymentsApi';
import { useChangeDeployment } from './deploymentsApi';

/** Switches a deployment on, or off: then nobody is answered by it. */
export function SwitchDeployment({ deployment, onClose }: { deployment: Deployment; onClose: () => void }): ReactNode {
  const { t } = useTranslation('models');
  const change = useChangeDeployment();
  const { id, name, enabled } = deployment;
  return (
    <Confirm
      title={enabled ? t('switch.offTitle', { name }) : t('switch.onTitle', { name })}
      act={enabled ? t('switch.off') : t('switch.on')}
      isBusy={change.isPending}
      problem={change.error}
      onAct={() => change.mutate({ id, body: { enabled: !enabled } }, { onSuccess: onClose })}
      onClose={onClose}
    >
      {enabled ? t('switch.offWords') : t('switch.onWords')}
    </Confirm>
  );
}
