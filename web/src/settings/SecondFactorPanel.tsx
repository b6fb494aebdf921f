import { Anchor, Button, Group, Modal, PasswordInput, Skeleton, TextInput } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { sentenceOf } from '../api/problem';
import { Notice } from '../ui/Notice';
import { Panel } from './Panel';
import { Secret } from './Secret';
import { useConfirmFactor, useDisableFactor, useEnrol, useFactor } from './securityApi';
import styles from './Settings.module.css';
import { day } from './words';

/** A code of an authenticator app beside the password. */
export function SecondFactorPanel(): ReactNode {
  const factor = useFactor();
  const [asking, setAsking] = useState<'on' | 'off' | null>(null);
  const isOn = factor.data?.enabled ?? false;
  return (
    <Panel
      title="Second factor"
      lead="A code of an authenticator app, asked for after the password."
      action={
        factor.data && (
          <Button variant={isOn ? 'default' : 'filled'} onClick={() => setAsking(isOn ? 'off' : 'on')}>
            {isOn ? 'Turn off' : 'Turn on'}
          </Button>
        )
      }
    >
      {factor.isPending && <Skeleton height={40} />}
      {factor.error && <Notice tone="danger">{sentenceOf(factor.error)}</Notice>}
      {factor.data && isOn && (
        <Notice tone={factor.data.recovery_codes < 3 ? 'warn' : 'quiet'}>
          On{factor.data.since ? ` since ${day(factor.data.since)}` : ''}; {factor.data.recovery_codes} recovery codes
          are left.
        </Notice>
      )}
      {asking === 'on' && <TurnOn onClose={() => setAsking(null)} />}
      {asking === 'off' && <TurnOff onClose={() => setAsking(null)} />}
    </Panel>
  );
}

function TurnOn({ onClose }: { onClose: () => void }): ReactNode {
  const enrol = useEnrol();
  const confirm = useConfirmFactor();
  const [code, setCode] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    confirm.mutate(code.trim());
  };
  return (
    <Modal opened onClose={onClose} title="Turn on the second factor" centered>
      {confirm.data ? (
        <Secret
          label="Keep these recovery codes in a safe place. Each works once, and they are not shown again."
          value={confirm.data.recovery_codes.join(' ')}
        />
      ) : enrol.data ? (
        <form className={styles.form} onSubmit={submit} aria-label="First code" data-testid="factor-form">
          <Secret label="Add this key to your authenticator app." value={enrol.data.secret} />
          <Anchor href={enrol.data.otpauth_uri} size="sm">
            Open in an app on this device
          </Anchor>
          {confirm.error && <Notice tone="danger">{sentenceOf(confirm.error)}</Notice>}
          <TextInput
            label="Code"
            description="What the app shows now."
            autoComplete="one-time-code"
            value={code}
            onChange={event => setCode(event.currentTarget.value)}
            required
            withAsterisk={false}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={confirm.isPending}>
              Turn on
            </Button>
          </Group>
        </form>
      ) : (
        <WithPassword
          act="Go on"
          isBusy={enrol.isPending}
          problem={enrol.error}
          onAct={password => enrol.mutate(password)}
        />
      )}
    </Modal>
  );
}

function TurnOff({ onClose }: { onClose: () => void }): ReactNode {
  const disable = useDisableFactor();
  return (
    <Modal opened onClose={onClose} title="Turn off the second factor" centered>
      <WithPassword
        act="Turn off"
        isBusy={disable.isPending}
        problem={disable.error}
        onAct={password => disable.mutate(password, { onSuccess: onClose })}
      />
    </Modal>
  );
}

interface WithPasswordProps {
  act: string;
  isBusy: boolean;
  problem: Error | null;
  onAct: (password: string) => void;
}

/** Asks for the password once more, so that an open window does not suffice. */
function WithPassword({ act, isBusy, problem, onAct }: WithPasswordProps): ReactNode {
  const [password, setPassword] = useState('');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onAct(password);
  };
  return (
    <form className={styles.form} onSubmit={submit} aria-label={act}>
      {problem && <Notice tone="danger">{sentenceOf(problem)}</Notice>}
      <PasswordInput
        label="Your password"
        description="Empty if you only sign in by an identity provider."
        autoComplete="current-password"
        value={password}
        onChange={event => setPassword(event.currentTarget.value)}
      />
      <Group justify="flex-end">
        <Button type="submit" loading={isBusy}>
          {act}
        </Button>
      </Group>
    </form>
  );
}
