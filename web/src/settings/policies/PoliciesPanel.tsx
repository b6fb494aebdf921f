import { Button, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem';
import { Confirm } from '../../ui/Confirm';
import listing from '../../ui/Listing.module.css';
import { Notice } from '../../ui/Notice';
import { Panel } from '../Panel';
import { AddPolicy } from './AddPolicy';
import { DryRuns } from './DryRuns';
import type { PolicyView } from './policiesApi';
import { useDeletePolicy, usePolicies } from './policiesApi';
import { PolicyEditor } from './PolicyEditor';
import { PolicyRow } from './PolicyRow';
import { Versions } from './Versions';

type Doing = { what: 'edit' | 'versions' | 'runs' | 'delete'; policy: PolicyView };

/** What the guards do about what they find: the tenant's policies, their versions and their trials. */
export default function PoliciesPanel(): ReactNode {
  const { t } = useTranslation(['policies', 'common']);
  const policies = usePolicies();
  const remove = useDeletePolicy();
  const [isAdding, setAdding] = useState(false);
  const [doing, setDoing] = useState<Doing | null>(null);
  const stop = () => setDoing(null);
  const act = (policy: PolicyView) => (what: Doing['what']) => setDoing({ what, policy });
  return (
    <Panel
      title={t('title')}
      lead={t('lead')}
      action={
        <Button onClick={() => setAdding(true)} data-testid="add-policy">
          {t('add')}
        </Button>
      }
    >
      {policies.isPending && <Skeleton height={120} mt="md" />}
      {policies.error && <Notice tone="danger">{sentenceOf(policies.error)}</Notice>}
      {policies.data?.data.length === 0 && <Notice>{t('none')}</Notice>}
      {policies.data && policies.data.data.length > 0 && (
        <ul className={listing.rows} aria-label={t('title')}>
          {policies.data.data.map(policy => (
            <PolicyRow key={policy.id} policy={policy} standard={policies.data.standard} onAct={act(policy)} />
          ))}
        </ul>
      )}
      {isAdding && <AddPolicy onClose={() => setAdding(false)} onMade={policy => setDoing({ what: 'edit', policy })} />}
      {doing?.what === 'edit' && <PolicyEditor kept={doing.policy} onClose={stop} />}
      {doing?.what === 'versions' && <Versions policy={doing.policy} onClose={stop} />}
      {doing?.what === 'runs' && <DryRuns policy={doing.policy} draft={doing.policy.policy} onClose={stop} />}
      {doing?.what === 'delete' && (
        <Confirm
          title={t('deleteTitle', { name: doing.policy.policy.name })}
          act={t('common:delete')}
          isBusy={remove.isPending}
          problem={remove.error}
          onAct={() => remove.mutate(doing.policy.id, { onSuccess: stop })}
          onClose={stop}
        >
          {t('deleteWords')}
        </Confirm>
      )}
    </Panel>
  );
}
