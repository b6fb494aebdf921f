import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../ui/TextField';
import { Choice } from '../Choice';
import { SettingForm } from '../SettingForm';
import { useMe } from '../useMe';
import { PlanNumbers } from './PlanNumbers';
import type { Plan } from './plansApi';
import { usePutTenantPlan } from './plansApi';

/** Puts a tenant on a plan, with numbers of its own where some are given. */
export function AssignPlan({ plans, onClose }: { plans: readonly Plan[]; onClose: () => void }): ReactNode {
  const { t } = useTranslation('settings');
  const me = useMe();
  const put = usePutTenantPlan();
  const [tenant, setTenant] = useState(me.data?.tenant.id ?? '');
  const [plan, setPlan] = useState(me.data?.tenant.plan ?? plans[0]?.name ?? '');
  const [numbers, setNumbers] = useState({ messages_per_day: null, requests_per_minute: null, streams_per_user: null });
  const submit = () => put.mutate({ tenant: tenant.trim(), plan, ...numbers }, { onSuccess: onClose });
  return (
    <Modal opened onClose={onClose} title={t('plans.assignTitle')} centered>
      <SettingForm
        name={t('plans.assignTitle')}
        testId="assign-plan"
        act={t('plans.assign')}
        change={put}
        onSubmit={submit}
      >
        <TextField
          label={t('plans.tenant')}
          description={
            tenant === me.data?.tenant.id ? t('plans.thisOne', { name: me.data.tenant.name }) : t('plans.byId')
          }
          value={tenant}
          onText={setTenant}
          required
        />
        <Choice label={t('plans.plan')} data={plans.map(item => item.name)} value={plan} onPick={setPlan} />
        <PlanNumbers
          value={numbers}
          empty={t('plans.asPlan')}
          onChange={value => setNumbers(value as typeof numbers)}
        />
      </SettingForm>
    </Modal>
  );
}
