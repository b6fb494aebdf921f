import type { PasswordInputProps } from '@mantine/core';
import { PasswordInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ShortestPassword } from '../auth/passwords';

interface Props extends Omit<PasswordInputProps, 'value' | 'onChange' | 'withAsterisk'> {
  /** The one that somebody has, one that they choose now, or a secret of a program, which is nobody's password. */
  kind: 'current' | 'new' | 'secret';
  value: string;
  onText: (text: string) => void;
}

const completion = { current: 'current-password', new: 'new-password', secret: 'off' };

/** Something that others beside one's screen are not to read. Password managers are told what it is. */
export function PasswordField({ kind, onText, ...rest }: Props): ReactNode {
  const { t } = useTranslation();
  return (
    <PasswordInput
      label={t('password')}
      description={kind === 'new' ? t('passwordLength', { count: ShortestPassword }) : undefined}
      autoComplete={completion[kind]}
      withAsterisk={false}
      onChange={event => onText(event.currentTarget.value)}
      {...rest}
    />
  );
}
