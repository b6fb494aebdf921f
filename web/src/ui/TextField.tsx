import type { TextInputProps } from '@mantine/core';
import { TextInput } from '@mantine/core';
import type { ReactNode } from 'react';

export interface TextFieldProps extends Omit<TextInputProps, 'value' | 'onChange' | 'withAsterisk'> {
  value: string;
  onText: (text: string) => void;
}

/** A line of text in a form. What is required is what most forms ask for, so nothing marks it. */
export function TextField({ onText, ...rest }: TextFieldProps): ReactNode {
  return <TextInput withAsterisk={false} onChange={event => onText(event.currentTarget.value)} {...rest} />;
}
