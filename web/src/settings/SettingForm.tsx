import { Button, Group } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useEffect, useRef } from 'react';
import { sentenceOf } from '../api/problem';
import { Notice } from '../ui/Notice';
import styles from './Settings.module.css';

interface Props {
  name: string;
  testId?: string;
  /** The word on the button. */
  act: string;
  /** What is asked of the server with it; a refusal is shown above the fields. */
  change: { isPending: boolean; error: Error | null };
  isReady?: boolean;
  onSubmit: () => void;
  children: ReactNode;
}

/** Fields and the button that sends them. */
export function SettingForm({ name, testId, act, change, isReady = true, onSubmit, children }: Props): ReactNode {
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onSubmit();
  };
  const form = useRef<HTMLFormElement>(null);
  // In a long form what is wrong may stand out of sight.
  useEffect(() => {
    if (change.isPending) return;
    form.current?.querySelector<HTMLElement>('[aria-invalid="true"]')?.focus();
    form.current?.querySelector('[role="alert"]')?.scrollIntoView({ block: 'nearest' });
  }, [change.isPending]);
  return (
    <form ref={form} className={styles.form} onSubmit={submit} aria-label={name} data-testid={testId}>
      {change.error && <Notice tone="danger">{sentenceOf(change.error)}</Notice>}
      {children}
      <Group justify="flex-end">
        <Button type="submit" loading={change.isPending} disabled={!isReady}>
          {act}
        </Button>
      </Group>
    </form>
  );
}
