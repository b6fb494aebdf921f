import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Link } from 'react-router';
import { useServices } from '../services';
import { PasswordField } from '../ui/PasswordField';
import { AuthForm } from './AuthForm';
import { AuthFrame } from './AuthFrame';
import { IncompleteLink } from './IncompleteLink';
import { useLinkToken } from './linkToken';
import { weaknessOf } from './passwords';

/** Sets a new password by a link, after which one signs in with it. */
export function NewPassword(): ReactNode {
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
      <AuthFrame title="The new password is set" lead="You were signed out everywhere. Sign in with it now.">
        <Anchor component={Link} to="/">
          Go to sign-in
        </Anchor>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame title="A new password" lead="The link works once.">
      <AuthForm name="New password" testId="new-password" act="Set the password" onSubmit={submit}>
        <PasswordField kind="new" size="md" value={password} onText={setPassword} required />
      </AuthForm>
    </AuthFrame>
  );
}
