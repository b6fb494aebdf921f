import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TextFieldProps } from './TextField';
import { TextField } from './TextField';

interface Props extends TextFieldProps {
  /** Whose address it is: a password manager fills in one's own, and leaves that of somebody else alone. */
  whose: 'own' | 'other';
}

/** An e-mail address. */
export function EmailField({ whose, ...rest }: Props): ReactNode {
  const { t } = useTranslation();
  return (
    <TextField
      label={t('email')}
      type="email"
      autoComplete={whose === 'own' ? 'username' : 'off'}
      spellCheck={false}
      autoCapitalize="none"
      {...rest}
    />
  );
}
