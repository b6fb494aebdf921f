import type { SelectProps } from '@mantine/core';
import { Select } from '@mantine/core';
import type { ReactNode } from 'react';

interface Props<Value extends string> extends Omit<SelectProps<Value>, 'value' | 'onChange' | 'allowDeselect'> {
  value: Value;
  onPick: (value: Value) => void;
}

/** One of several, and never none. */
export function Choice<Value extends string>({ onPick, ...rest }: Props<Value>): ReactNode {
  return <Select allowDeselect={false} onChange={value => value !== null && onPick(value)} {...rest} />;
}
