import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../ui/TextField';
import { SettingForm } from '../SettingForm';
import { PlanNumbers } from './PlanNumbers';
import type { Plan } from './plansApi';
import { usePutPlan } from './plansApi';

/** Makes a plan, or changes one. */
export function PlanForm({ plan, onClose }: { plan: Plan | null; onClose: () => void }): ReactNode {
  const { t } = useTranslation(['settings', 'common']);
  const put = usePutPlan();
  const [name, setName] = useState(plan?.name ?? '');
  const [numbers, setNumbers] = useState({
    messages_per_day: plan?.messages_per_day ?? null,
    requests_per_minute: plan?.requests_per_minute ?? null,
    streams_per_user: plan?.streams_per_user ?? null,
  });
  const title = plan ? t('plans.change', { name: plan.name }) : t('plans.new');
  return (
    <Modal opened onClose={onClose} title={title} centered>
      <SettingForm
        name={title}
        testId="plan-form"
        act={t('common:save')}
        change={put}
        onSubmit={() => put.mutate({ name: name.trim(), ...numbers }, { onSuccess: onClose })}
      >
        {!plan && <TextField label={t('name')} value={name} onText={setName} required data-autofocus />}
        <PlanNumbers value={numbers} empty={t('plans.unlimited')} onChange={setNumbers} />
      </SettingForm>
    </Modal>
  );
}
