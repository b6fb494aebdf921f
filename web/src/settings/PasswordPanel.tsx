import { Button, Group, Modal, PasswordInput } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { sentenceOf } from '../api/problem';
import { ShortestPassword } from '../auth/passwords';
import { Notice } from '../ui/Notice';
import { Panel } from './Panel';
import { useChangePassword } from './securityApi';
import styles from './Settings.module.css';

/** One's own password. */
export function PasswordPanel(): ReactNode {
  const [isOpen, setOpen] = useState(false);
  const [isDone, setDone] = useState(false);
  return (
    <Panel
      title="Password"
      lead="A new one ends your other sessions."
      action={
        <Button variant="default" onClick={() => setOpen(true)}>
          Change
        </Button>
      }
    >
      {isDone && <Notice>The password is changed.</Notice>}
      {isOpen && (
        <Change
          onClose={() => setOpen(false)}
          onDone={() => {
            setOpen(false);
            setDone(true);
          }}
        />
      )}
    </Panel>
  );
}

function Change({ onClose, onDone }: { onClose: () => void; onDone: () => void }): ReactNode {
  const change = useChangePassword();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    change.mutate({ current, password }, { onSuccess: onDone });
  };
  return (
    <Modal opened onClose={onClose} title="Change the password" centered>
      <form className={styles.form} onSubmit={submit} aria-label="Change the password" data-testid="change-password">
        {change.error && <Notice tone="danger">{sentenceOf(change.error)}</Notice>}
        <PasswordInput
          label="Your password until now"
          autoComplete="current-password"
          value={current}
          onChange={event => setCurrent(event.currentTarget.value)}
          required
          withAsterisk={false}
        />
        <PasswordInput
          label="New password"
          description={`At least ${ShortestPassword} characters.`}
          autoComplete="new-password"
          value={password}
          onChange={event => setPassword(event.currentTarget.value)}
          required
          withAsterisk={false}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={change.isPending}>
            Change
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
