import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Confirm } from '../../ui/Confirm';
import listing from '../../ui/Listing.module.css';
import { ListBody, Panel } from '../Panel';
import { RouteForm } from './RouteForm';
import { RouteRow } from './RouteRow';
import type { ModelRoute } from './routesApi';
import { useDeleteRoute, useRoutes } from './routesApi';

/** Names that stand for several deployments. */
export function RoutesPanel(): ReactNode {
  const { t } = useTranslation(['models', 'common']);
  const routes = useRoutes();
  const remove = useDeleteRoute();
  const [editing, setEditing] = useState<ModelRoute | 'new' | null>(null);
  const [leaving, setLeaving] = useState<string | null>(null);
  const close = () => setLeaving(null);
  return (
    <Panel
      title={t('routes.title')}
      lead={t('routes.lead')}
      action={
        <Button onClick={() => setEditing('new')} data-testid="add-route">
          {t('routes.add')}
        </Button>
      }
    >
      <ListBody list={routes} none={t('routes.none')}>
        <ul className={listing.rows} aria-label={t('routes.title')}>
          {routes.items.map(route => (
            <RouteRow
              key={route.name}
              route={route}
              onEdit={() => setEditing(route)}
              onDelete={() => setLeaving(route.name)}
            />
          ))}
        </ul>
      </ListBody>
      {editing !== null && <RouteForm route={editing === 'new' ? null : editing} onClose={() => setEditing(null)} />}
      {leaving !== null && (
        <Confirm
          title={t('routes.deleteTitle', { name: leaving })}
          act={t('common:delete')}
          isBusy={remove.isPending}
          problem={remove.error}
          onAct={() => remove.mutate(leaving, { onSuccess: close })}
          onClose={close}
        >
          {t('routes.deleteWords')}
        </Confirm>
      )}
    </Panel>
  );
}
