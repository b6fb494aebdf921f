import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { Notice } from '../../ui/Notice';
import { PasswordField } from '../../ui/PasswordField';
import { Panel } from '../Panel';
import { useChangePassword } from './securityApi';
import { SettingForm } from '../SettingForm';

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
  return (
    <Modal opened onClose={onClose} title="Change the password" centered>
      <SettingForm
        name="Change the password"
        testId="change-password"
        act="Change"
        change={change}
        onSubmit={() => change.mutate({ current, password }, { onSuccess: onDone })}
      >
        <PasswordField kind="current" label="Your password until now" value={current} onText={setCurrent} required />
        <PasswordField kind="new" label="New password" value={password} onText={setPassword} required />
      </SettingForm>
    </Modal>
  );
}
