import type { ReactNode } from 'react';
import { useState, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate } from 'react-router';
import { useServices } from '../services';
import { EmailField } from '../ui/EmailField';
import { PasswordField } from '../ui/PasswordField';
import { TextField } from '../ui/TextField';
import { AuthForm } from './AuthForm';
import { AuthFrame } from './AuthFrame';
import { IncompleteLink } from './IncompleteLink';
import { SecondFactor } from './SecondFactor';
import { useLinkToken } from './linkToken';
import { weaknessOf } from './passwords';

/** Redeems an owner's link or an invitation. */
export default function Welcome(): ReactNode {
  const { t } = useTranslation('auth');
  const { session } = useServices();
  const token = useLinkToken();
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [challenge, setChallenge] = useState<string | null>(null);
  const isIn = useSyncExternalStore(session.watch, () => session.state === 'signed-in');
  if (token === null) return <IncompleteLink />;
  if (isIn) return <Navigate to="/" replace />;
  if (challenge !== null) return <SecondFactor challenge={challenge} onBack={() => setChallenge(null)} />;

  const submit = async () => {
    const weakness = weaknessOf(password);
    if (weakness !== null) return weakness;
    const asked = await session.accept({
      token,
      password,
      name: name.trim() || undefined,
      email: email.trim() || undefined,
    });
    setChallenge(asked);
    return undefined;
  };

  return (
    <AuthFrame title={t('welcome.title')} lead={t('welcome.lead')}>
      <AuthForm name={t('welcome.name')} testId="welcome" act={t('welcome.act')} onSubmit={submit}>
        <EmailField whose="own" description={t('welcome.email')} size="md" value={email} onText={setEmail} />
        <TextField
          label={t('personName')}
          description={t('welcome.personName')}
          autoComplete="name"
          size="md"
          value={name}
          onText={setName}
        />
        <PasswordField kind="new" size="md" value={password} onText={setPassword} required />
      </AuthForm>
    </AuthFrame>
  );
}
