import { Modal, NumberInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { TextField } from '../../ui/TextField';
import { Choice } from '../Choice';
import { SettingForm } from '../SettingForm';
import { useMakeBudget } from './limitsApi';

const kinds = ['tenant', 'group', 'user', 'key'];

/** Sets a budget. */
export function BudgetForm({ onClose }: { onClose: () => void }): ReactNode {
  const make = useMakeBudget();
  const [kind, setKind] = useState('tenant');
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
    <Modal opened onClose={onClose} title="New budget" centered>
      <SettingForm name="New budget" testId="budget-form" act="Set" change={make} onSubmit={submit}>
        <Choice label="For" data={kinds} value={kind} onPick={setKind} />
        {kind !== 'tenant' && (
          <TextField
            label="Id"
            description={`Of the ${kind}. Empty: each ${kind} has this much of its own.`}
            value={id}
            onText={setId}
          />
        )}
        <Choice label="Of" data={['requests', 'tokens', 'money']} value={unit} onPick={setUnit} />
        <NumberInput label="At most" min={0} value={limit} onChange={setLimit} />
        <Choice label="In a" data={['minute', 'day', 'month']} value={window} onPick={setWindow} />
      </SettingForm>
    </Modal>
  );
}
