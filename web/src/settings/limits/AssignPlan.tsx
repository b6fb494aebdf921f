import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { TextField } from '../../ui/TextField';
import { Choice } from '../Choice';
import { SettingForm } from '../SettingForm';
import { useMe } from '../useMe';
import { PlanNumbers } from './PlanNumbers';
import type { Plan } from './plansApi';
import { usePutTenantPlan } from './plansApi';

/** Puts a tenant on a plan, with numbers of its own where some are given. */
export function AssignPlan({ plans, onClose }: { plans: readonly Plan[]; onClose: () => void }): ReactNode {
  const me = useMe();
  const put = usePutTenantPlan();
  const [tenant, setTenant] = useState(me.data?.tenant.id ?? '');
  const [plan, setPlan] = useState(me.data?.tenant.plan ?? plans[0]?.name ?? '');
  const [numbers, setNumbers] = useState({ messages_per_day: null, requests_per_minute: null, streams_per_user: null });
  const submit = () => put.mutate({ tenant: tenant.trim(), plan, ...numbers }, { onSuccess: onClose });
  return (
    <Modal opened onClose={onClose} title="Put a tenant on a plan" centered>
      <SettingForm name="Put a tenant on a plan" testId="assign-plan" act="Assign" change={put} onSubmit={submit}>
        <TextField
          label="Tenant"
          description={tenant === me.data?.tenant.id ? `This one, ${me.data.tenant.name}.` : 'By its id.'}
          value={tenant}
          onText={setTenant}
          required
        />
        <Choice label="Plan" data={plans.map(item => item.name)} value={plan} onPick={setPlan} />
        <PlanNumbers value={numbers} empty="As the plan says" onChange={value => setNumbers(value as typeof numbers)} />
      </SettingForm>
    </Modal>
  );
}
