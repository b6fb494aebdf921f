import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { TextFieldProps } from './TextField';
import { TextField } from './TextField';

/** A code of an authenticator app. Recovery codes have letters, so the keyboard is the usual one. */
export function CodeField(props: TextFieldProps): ReactNode {
  const { t } = useTranslation();
  return (
    <TextField
      label={t('code')}
      autoComplete="one-time-code"
      spellCheck={false}
      autoCapitalize="none"
      required
      {...props}
    />
  );
}
