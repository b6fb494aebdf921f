import { NumberInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Numbers } from './plansApi';

export const fields = [
  'messages_per_day',
  'requests_per_minute',
  'streams_per_user',
] as const satisfies (keyof Numbers)[];

interface Props {
  value: Numbers;
  /** What an empty field stands for. */
  empty: string;
  onChange: (value: Numbers) => void;
}

/** The numbers of a plan. */
export function PlanNumbers({ value, empty, onChange }: Props): ReactNode {
  const { t } = useTranslation('settings');
  return fields.map(name => (
    <NumberInput
      key={name}
      label={t(`plans.${name}`)}
      placeholder={empty}
      min={1}
      allowDecimal={false}
      value={value[name] ?? ''}
      onChange={number => onChange({ ...value, [name]: typeof number === 'number' ? number : null })}
    />
  ));
}
