import { Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../../ui/Confirm';
import { IconButton } from '../../ui/IconButton';
import type { Deployment } from './deploymentsApi';
import { useDeleteDeployment } from './deploymentsApi';
import { EditDeployment } from './EditDeployment';
import { PriceForm } from './PriceForm';
import { SwitchDeployment } from './SwitchDeployment';

interface Props {
  deployment: Deployment;
  /** Null where it answers nothing now. */
  onTest: (() => void) | null;
}

/** What can be done about a deployment. The one that is always there can only be tried. */
export function DeploymentMenu({ deployment, onTest }: Props): ReactNode {
  const { t } = useTranslation(['models', 'settings', 'common']);
  const remove = useDeleteDeployment();
  const [asking, setAsking] = useState<'edit' | 'price' | 'switch' | 'delete' | null>(null);
  const close = () => setAsking(null);
  const isFixed = deployment.origin === 'built_in';
  const isGiven = deployment.origin === 'environment';
  const { name } = deployment;
  if (isFixed && onTest === null) return null;
  return (
    <>
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <IconButton sign="more" label={t('settings:optionsOf', { name })} tip={false} />
        </Menu.Target>
        <Menu.Dropdown>
          {onTest && <Menu.Item onClick={onTest}>{t('test.act')}</Menu.Item>}
          {!isFixed && (
            <>
              <Menu.Item onClick={() => setAsking('edit')}>{t('settings:edit')}</Menu.Item>
              <Menu.Item onClick={() => setAsking('price')}>{t('price.set')}</Menu.Item>
              <Menu.Item onClick={() => setAsking('switch')}>
                {deployment.enabled ? t('switch.off') : t('switch.on')}
              </Menu.Item>
              <Menu.Item color="danger" onClick={() => setAsking('delete')}>
                {isGiven ? t('deployments.reset') : t('common:delete')}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      {asking === 'edit' && <EditDeployment deployment={deployment} onClose={close} />}
      {asking === 'price' && <PriceForm deployment={deployment} onClose={close} />}
      {asking === 'switch' && <SwitchDeployment deployment={deployment} onClose={close} />}
      {asking === 'delete' && (
        <Confirm
          title={isGiven ? t('deployments.resetTitle', { name }) : t('deployments.deleteTitle', { name })}
          act={isGiven ? t('deployments.reset') : t('common:delete')}
          isBusy={remove.isPending}
          problem={remove.error}
          onAct={() => remove.mutate(deployment.id, { onSuccess: close })}
          onClose={close}
        >
          {isGiven ? t('deployments.resetWords') : t('deployments.deleteWords')}
        </Confirm>
      )}
    </>
  );
}
