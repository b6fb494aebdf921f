import { Anchor, Button, PasswordInput, TextInput } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { Link, useNavigate } from 'react-router';
import { sentenceOf } from '../api/problem';
import { useServices } from '../services';
import { Notice } from '../ui/Notice';
import { AuthFrame } from './AuthFrame';
import styles from './AuthFrame.module.css';

const ShortestPassword = 8;

/** Redeems a one-time link. Its token comes in the fragment, which no server and no log sees. */
export function Welcome(): ReactNode {
  const { session } = useServices();
  const navigate = useNavigate();
  const [token] = useState(() => tokenOf(window.location.hash));
  const [email, setEmail] = useState('');
  const [name, setName] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  useEffect(() => {
    // Out of the address bar and the history, so that the link is not passed on by accident.
    window.history.replaceState(window.history.state, '', window.location.pathname);
  }, []);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    if (token === null) return;
    if (password.length < ShortestPassword) {
      setProblem(`The password is too short. Use at least ${ShortestPassword} characters.`);
      return;
    }
    setBusy(true);
    setProblem(null);
    try {
      await session.accept({ token, password, name: name.trim() || undefined, email: email.trim() || undefined });
      if (session.state === 'signed-in') await navigate('/', { replace: true });
    } catch (error) {
      setProblem(sentenceOf(error));
      setBusy(false);
    }
  };

  if (token === null) {
    return (
      <AuthFrame
        title="This link is incomplete"
        lead="The address holds no one-time token. Open the whole link as it was printed or sent to you."
      >
        <Anchor component={Link} to="/">
          Go to sign-in
        </Anchor>
      </AuthFrame>
    );
  }
  return (
    <AuthFrame
      title="Welcome to Parley"
      lead="Choose a password to finish setting up your account. The link works once."
    >
      <form className={styles.form} onSubmit={event => void submit(event)} data-testid="welcome" aria-label="Welcome">
        {problem && <Notice tone="danger">{problem}</Notice>}
        <TextInput
          label="E-mail"
          description="You will sign in with it. Leave it empty if you were invited by e-mail."
          type="email"
          autoComplete="username"
          size="md"
          value={email}
          onChange={event => setEmail(event.currentTarget.value)}
        />
        <TextInput
          label="Name"
          description="How colleagues will see you. You may leave it empty."
          autoComplete="name"
          size="md"
          value={name}
          onChange={event => setName(event.currentTarget.value)}
        />
        <PasswordInput
          label="Password"
          description={`At least ${ShortestPassword} characters.`}
          autoComplete="new-password"
          size="md"
          value={password}
          onChange={event => setPassword(event.currentTarget.value)}
          required
          withAsterisk={false}
        />
        <Button type="submit" size="md" loading={busy}>
          Get started
        </Button>
      </form>
    </AuthFrame>
  );
}

export function tokenOf(hash: string): string | null {
  return new URLSearchParams(hash.replace(/^#/, '')).get('token') || null;
}
