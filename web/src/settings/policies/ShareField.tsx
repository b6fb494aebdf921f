import { NumberInput } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props {
  label: string;
  value: number;
  onShare: (share: number) => void;
}

/** A threshold from 0 to 1. What is out of range goes as it is: the server says what is wrong with it. */
export function ShareField({ label, value, onShare }: Props): ReactNode {
  return (
    <NumberInput
      aria-label={label}
      step={0.05}
      decimalScale={3}
      value={value}
      onChange={share => typeof share === 'number' && onShare(share)}
      w={90}
    />
  );
}
