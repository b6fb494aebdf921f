import { Anchor } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../services';
import { CodeField } from '../ui/CodeField';
import { AuthForm } from './AuthForm';
import { AuthFrame } from './AuthFrame';

/** Asks for the code of an authenticator app, or for a recovery code. */
export function SecondFactor({ challenge, onBack }: { challenge: string; onBack: () => void }): ReactNode {
  const { t } = useTranslation('auth');
  const { session } = useServices();
  const [code, setCode] = useState('');
  return (
    <AuthFrame title={t('factor.title')} lead={t('factor.lead')}>
      <AuthForm
        name={t('factor.name')}
        testId="second-factor"
        act={t('signIn')}
        onSubmit={() => session.confirm(challenge, code.trim())}
      >
        <CodeField size="md" value={code} onText={setCode} data-autofocus />
        <Anchor component="button" type="button" onClick={onBack}>
          {t('backToSignIn')}
        </Anchor>
      </AuthForm>
    </AuthFrame>
  );
}
