import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useServices } from '../services';
import { CodeField } from '../ui/CodeField';
import { AuthForm } from './AuthForm';
import { AuthFrame } from './AuthFrame';

/** Asks for the code of an authenticator app, or for a recovery code. */
export function SecondFactor({ challenge, onBack }: { challenge: string; onBack: () => void }): ReactNode {
  const { session } = useServices();
  const [code, setCode] = useState('');
  return (
    <AuthFrame
      title="One more step"
      lead="Type the code that your authenticator app shows, or one of your recovery codes."
    >
      <AuthForm
        name="Second factor"
        testId="second-factor"
        act="Sign in"
        onSubmit={() => session.confirm(challenge, code.trim())}
      >
        <CodeField size="md" value={code} onText={setCode} data-autofocus />
        <Anchor component="button" type="button" onClick={onBack}>
          Back to sign-in
        </Anchor>
      </AuthForm>
    </AuthFrame>
  );
}
