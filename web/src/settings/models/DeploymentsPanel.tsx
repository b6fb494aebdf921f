import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import listing from '../../ui/Listing.module.css';
import { ListBody, Panel } from '../Panel';
import { AddDeployment } from './AddDeployment';
import { DeploymentRow } from './DeploymentRow';
import { useDeployments } from './deploymentsApi';

/** Everything that can answer for the tenant, whoever brought it. */
export function DeploymentsPanel(): ReactNode {
  const { t } = useTranslation('models');
  const deployments = useDeployments();
  const [adding, setAdding] = useState(false);
  return (
    <Panel
      title={t('deployments.title')}
      lead={t('deployments.lead')}
      action={
        <Button onClick={() => setAdding(true)} data-testid="add-deployment">
          {t('deployments.add')}
        </Button>
      }
    >
      <ListBody list={deployments} none={t('deployments.none')}>
        <ul className={listing.rows} aria-label={t('deployments.title')}>
          {deployments.items.map(deployment => (
            <DeploymentRow key={deployment.id} deployment={deployment} shown={deployments.items.length} />
          ))}
        </ul>
      </ListBody>
      {adding && <AddDeployment onClose={() => setAdding(false)} />}
    </Panel>
  );
}
