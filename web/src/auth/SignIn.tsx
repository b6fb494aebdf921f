import { Anchor, Button, Divider } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dataOf } from '../api/http';
import { useServices } from '../services';
import { EmailField } from '../ui/EmailField';
import { Notice } from '../ui/Notice';
import { PasswordField } from '../ui/PasswordField';
import { AuthForm } from './AuthForm';
import { AuthFrame } from './AuthFrame';
import { ForgottenPassword } from './ForgottenPassword';
import { SecondFactor } from './SecondFactor';
import { signInErrorOf } from './signInErrors';

/** Signs in by e-mail and password, with a second factor where there is one, or by an identity provider. */
export default function SignIn(): ReactNode {
  const { t } = useTranslation('auth');
  const { session } = useServices();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [challenge, setChallenge] = useState(takeChallenge);
  const [isForgotten, setForgotten] = useState(false);
  const [failure] = useState(() => signInErrorOf(window.location.search));
  if (isForgotten) return <ForgottenPassword email={email} onBack={() => setForgotten(false)} />;
  if (challenge !== null) return <SecondFactor challenge={challenge} onBack={() => setChallenge(null)} />;

  const submit = async () => {
    setChallenge(await session.login(email.trim(), password));
  };
  return (
    <AuthFrame title={t('signInTitle')} lead={t('signInLead')}>
      {failure && <Notice tone="danger">{failure}</Notice>}
      <AuthForm name={t('signIn')} testId="sign-in" act={t('signIn')} onSubmit={submit}>
        <EmailField whose="own" size="md" value={email} onText={setEmail} required />
        <PasswordField kind="current" size="md" value={password} onText={setPassword} required />
      </AuthForm>
      <Anchor component="button" type="button" size="sm" mt="md" onClick={() => setForgotten(true)}>
        {t('forgottenQuestion')}
      </Anchor>
      <Providers />
    </AuthFrame>
  );
}

/** A provider may have proven somebody who has a second factor here: what asks for it comes in the fragment. */
function takeChallenge(): string | null {
  return new URLSearchParams(window.location.hash.replace(/^#/, '')).get('second_factor');
}

/** The identity providers by which one can sign in here. */
function Providers(): ReactNode {
  const { t } = useTranslation('auth');
  const { http } = useServices();
  const offers = useQuery({
    queryKey: ['sign-in-offers'],
    queryFn: ({ signal }) => dataOf(http.api.GET('/v1/auth/providers', { signal })),
    retry: false,
  });
  if (!offers.data || offers.data.data.length === 0) return null;
  return (
    <>
      <Divider label={t('or')} my="md" />
      {offers.data.data.map(offer => (
        <Button
          key={offer.id}
          component="a"
          href={`${offer.url}?return_to=${encodeURIComponent(window.location.pathname)}`}
          variant="default"
          size="md"
          mb="xs"
          data-testid="sign-in-provider"
        >
          {t('continueWith', { name: offer.name })}
        </Button>
      ))}
    </>
  );
}
