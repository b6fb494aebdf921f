import { NumberInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Numbers } from './plansApi';

export const fields: { name: keyof Numbers; label: string }[] = [
  { name: 'messages_per_day', label: 'Messages a day, of each person' },
  { name: 'requests_per_minute', label: 'Requests a minute' },
  { name: 'streams_per_user', label: 'Answers at the same time' },
];

interface Props {
  value: Numbers;
  /** What an empty field stands for. */
  empty: string;
  onChange: (value: Numbers) => void;
}

/** The numbers of a plan. */
export function PlanNumbers({ value, empty, onChange }: Props): ReactNode {
  return fields.map(({ name, label }) => (
    <NumberInput
      key={name}
      label={label}
      placeholder={empty}
      min={1}
      allowDecimal={false}
      value={value[name] ?? ''}
      onChange={number => onChange({ ...value, [name]: typeof number === 'number' ? number : null })}
    />
  ));
}
