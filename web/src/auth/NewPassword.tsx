import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { useServices } from '../services';
import { PasswordField } from '../ui/PasswordField';
import { AuthForm } from './AuthForm';
import { AuthFrame } from './AuthFrame';
import { IncompleteLink } from './IncompleteLink';
import { useLinkToken } from './linkToken';
import { weaknessOf } from './passwords';

/** Sets a new password by a link, after which one signs in with it. */
export default function NewPassword(): ReactNode {
  const { t } = useTranslation('auth');
  const { http } = useServices();
  const token = useLinkToken();
  const [password, setPassword] = useState('');
  const [isDone, setDone] = useState(false);
  if (token === null) return <IncompleteLink />;

  const submit = async () => {
    const weakness = weaknessOf(password);
    if (weakness !== null) return weakness;
    await http.api.POST('/v1/auth/password-reset/redeem', { body: { token, password } });
    setDone(true);
    return undefined;
  };

  if (isDone) {
    return (
      <AuthFrame title={t('newPassword.doneTitle')} lead={t('newPassword.done')}>
        <Anchor component={Link} to="/">
          {t('goToSignIn')}
        </Anchor>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title={t('newPassword.title')} lead={t('newPassword.lead')}>
      <AuthForm name={t('newPassword.name')} testId="new-password" act={t('newPassword.act')} onSubmit={submit}>
        <PasswordField kind="new" size="md" value={password} onText={setPassword} required />
      </AuthForm>
    </AuthFrame>
  );
}
