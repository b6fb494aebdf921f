import type { NumberInputProps } from '@mantine/core';
import { NumberInput } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Count } from './deploymentDraft';

interface Props extends Omit<NumberInputProps, 'value' | 'onChange'> {
  value: Count;
  onCount: (count: Count) => void;
}

/** A number that may be left out. */
export function CountField({ onCount, ...rest }: Props): ReactNode {
  return (
    <NumberInput
      min={0}
      allowDecimal={false}
      onChange={value => onCount(typeof value === 'number' ? value : value.trim() === '' ? '' : Number(value))}
      {...rest}
    />
  );
}
