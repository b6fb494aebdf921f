import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useServices } from '../services';
import { EmailField } from '../ui/EmailField';
import { AuthForm } from './AuthForm';
import { AuthFrame } from './AuthFrame';

/** Asks for a link by mail. What is said afterwards does not tell whether the address is known. */
export function ForgottenPassword({ email: known, onBack }: { email: string; onBack: () => void }): ReactNode {
  const { http } = useServices();
  const [email, setEmail] = useState(known);
  const [isAsked, setAsked] = useState(false);
  const back = (
    <Anchor component="button" type="button" onClick={onBack}>
      Back to sign-in
    </Anchor>
  );
  if (isAsked) {
    return (
      <AuthFrame
        title="Look into your mail"
        lead="If somebody signs in with this address, a link is on its way. Without mail set up here, ask an administrator for one."
      >
        {back}
      </AuthFrame>
    );
  }
  const submit = async () => {
    await http.api.POST('/v1/auth/password-reset', { body: { email: email.trim() } });
    setAsked(true);
  };
  return (
    <AuthFrame title="A new password" lead="You get a link by mail, by which you set it.">
      <AuthForm name="Forgotten password" testId="forgotten-password" act="Send the link" onSubmit={submit}>
        <EmailField whose="own" size="md" value={email} onText={setEmail} required />
        {back}
      </AuthForm>
    </AuthFrame>
  );
}
