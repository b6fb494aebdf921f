import { Button, PasswordInput, TextInput } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { sentenceOf } from '../api/problem';
import { useServices } from '../services';
import { Notice } from '../ui/Notice';
import { AuthFrame } from './AuthFrame';
import styles from './AuthFrame.module.css';

/** Signs in by e-mail and password. */
export function SignIn(): ReactNode {
  const { session } = useServices();
  const [email, setEmail] = useState('');
  const [password, setPassword] = useState('');
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);

  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      await session.login(email.trim(), password);
    } catch (error) {
      setProblem(sentenceOf(error));
      setBusy(false);
    }
  };

  return (
    <AuthFrame title="Sign in to Parley" lead="Use the e-mail address and password of your account.">
      <form className={styles.form} onSubmit={event => void submit(event)} data-testid="sign-in" aria-label="Sign in">
        {problem && <Notice tone="danger">{problem}</Notice>}
        <TextInput
          label="E-mail"
          type="email"
          autoComplete="username"
          size="md"
          value={email}
          onChange={event => setEmail(event.currentTarget.value)}
          required
          withAsterisk={false}
        />
        <PasswordInput
          label="Password"
          autoComplete="current-password"
          size="md"
          value={password}
          onChange={event => setPassword(event.currentTarget.value)}
          required
          withAsterisk={false}
        />
        <Button type="submit" size="md" loading={busy}>
          Sign in
        </Button>
      </form>
    </AuthFrame>
  );
}
