import { Button } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { sentenceOf } from '../api/problem';
import { Notice } from '../ui/Notice';
import styles from './AuthFrame.module.css';

interface Props {
  name: string;
  testId: string;
  /** The word on the button. */
  act: string;
  /** What it does; what it throws is shown. A text is what keeps it from being done. */
  onSubmit: () => Promise<unknown>;
  children: ReactNode;
}

/** A form of the pages around signing in: shows what was refused, and waits while it is at work. */
export function AuthForm({ name, testId, act, onSubmit, children }: Props): ReactNode {
  const [busy, setBusy] = useState(false);
  const [problem, setProblem] = useState<string | null>(null);
  const submit = async (event: FormEvent) => {
    event.preventDefault();
    setBusy(true);
    setProblem(null);
    try {
      const refusal = await onSubmit();
      setProblem(typeof refusal === 'string' ? refusal : null);
    } catch (error) {
      setProblem(sentenceOf(error));
    }
    setBusy(false);
  };
  return (
    <form className={styles.form} onSubmit={event => void submit(event)} data-testid={testId} aria-label={name}>
      {problem && <Notice tone="danger">{problem}</Notice>}
      {children}
      <Button type="submit" size="md" loading={busy}>
        {act}
      </Button>
    </form>
  );
}
