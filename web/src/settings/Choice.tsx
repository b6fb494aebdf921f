import type { SelectProps } from '@mantine/core';
import { Select } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props extends Omit<SelectProps, 'value' | 'onChange' | 'allowDeselect'> {
  value: string;
  onPick: (value: string) => void;
}

/** One of several, and never none. */
export function Choice({ onPick, ...rest }: Props): ReactNode {
  return <Select allowDeselect={false} onChange={value => value !== null && onPick(value)} {...rest} />;
}
