import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../services';
import { EmailField } from '../ui/EmailField';
import { AuthForm } from './AuthForm';
import { AuthFrame } from './AuthFrame';

/** Asks for a link by mail. What is said afterwards does not tell whether the address is known. */
export function ForgottenPassword({ email: known, onBack }: { email: string; onBack: () => void }): ReactNode {
  const { t } = useTranslation('auth');
  const { http } = useServices();
  const [email, setEmail] = useState(known);
  const [isAsked, setAsked] = useState(false);
  const back = (
    <Anchor component="button" type="button" onClick={onBack}>
      {t('backToSignIn')}
    </Anchor>
  );
  if (isAsked) {
    return (
      <AuthFrame title={t('forgotten.sentTitle')} lead={t('forgotten.sent')}>
        {back}
      </AuthFrame>
    );
  }
  const submit = async () => {
    await http.api.POST('/v1/auth/password-reset', { body: { email: email.trim() } });
    setAsked(true);
  };
  return (
    <AuthFrame title={t('forgotten.title')} lead={t('forgotten.lead')}>
      <AuthForm name={t('forgotten.name')} testId="forgotten-password" act={t('forgotten.act')} onSubmit={submit}>
        <EmailField whose="own" size="md" value={email} onText={setEmail} required />
        {back}
      </AuthForm>
    </AuthFrame>
  );
}
