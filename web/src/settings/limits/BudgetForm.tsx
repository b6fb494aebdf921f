import { Modal, NumberInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../ui/TextField';
import { Choice } from '../Choice';
import { SettingForm } from '../SettingForm';
import { useMakeBudget } from './limitsApi';

const kinds = ['tenant', 'group', 'user', 'key'] as const;
const units = ['requests', 'tokens', 'money'] as const;
const windows = ['minute', 'day', 'month'] as const;

/** Sets a budget. */
export function BudgetForm({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation('settings');
  const make = useMakeBudget();
  const [kind, setKind] = useState<(typeof kinds)[number]>('tenant');
  const [id, setId] = useState('');
  const [unit, setUnit] = useState('requests');
  const [window, setWindow] = useState('day');
  const [limit, setLimit] = useState<number | string>(1000);
  const submit = () =>
    make.mutate(
      {
        scope: { kind, id: kind === 'tenant' || id.trim() === '' ? null : id.trim() },
        unit,
        window,
        limit: unit === 'money' ? String(limit) : Number(limit),
      },
      { onSuccess: onClose },
    );
  return (
    <Modal opened onClose={onClose} title={t('budgets.new')} centered>
      <SettingForm name={t('budgets.new')} testId="budget-form" act={t('budgets.set')} change={make} onSubmit={submit}>
        <Choice
          label={t('budgets.for')}
          data={kinds.map(value => ({ value, label: t(`budgets.kinds.${value}`) }))}
          value={kind}
          onPick={value => setKind(value as typeof kind)}
        />
        {kind !== 'tenant' && (
          <TextField
            label={t('budgets.id')}
            description={t('budgets.idWords', { kind: t(`budgets.kinds.${kind}`) })}
            value={id}
            onText={setId}
          />
        )}
        <Choice
          label={t('budgets.of')}
          data={units.map(value => ({ value, label: t(`budgets.units.${value}`) }))}
          value={unit}
          onPick={setUnit}
        />
        <NumberInput label={t('budgets.most')} min={0} value={limit} onChange={setLimit} />
        <Choice
          label={t('budgets.in')}
          data={windows.map(value => ({ value, label: t(`budgets.windows.${value}`) }))}
          value={window}
          onPick={setWindow}
        />
      </SettingForm>
    </Modal>
  );
}
