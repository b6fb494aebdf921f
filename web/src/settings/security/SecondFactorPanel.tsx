import { Anchor, Button, Modal, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { sentenceOf } from '../../api/problem';
import { CodeField } from '../../ui/CodeField';
import { Notice } from '../../ui/Notice';
import { Panel } from '../Panel';
import { Secret } from '../Secret';
import { useConfirmFactor, useDisableFactor, useEnrol, useFactor } from './securityApi';
import { RenewCodes } from './RenewCodes';
import { SettingForm } from '../SettingForm';
import { WithPassword } from './WithPassword';
import { day } from '../../ui/moments';

/** A code of an authenticator app beside the password. */
export function SecondFactorPanel(): ReactNode {
  const factor = useFactor();
  const [asking, setAsking] = useState<'on' | 'off' | 'codes' | null>(null);
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
        <Notice
          tone={factor.data.recovery_codes < 3 ? 'warn' : 'quiet'}
          action={
            <Button variant="default" size="compact-sm" onClick={() => setAsking('codes')}>
              New codes
            </Button>
          }
        >
          On{factor.data.since ? ` since ${day(factor.data.since)}` : ''}; {factor.data.recovery_codes} recovery codes
          are left.
        </Notice>
      )}
      {asking === 'on' && <TurnOn onClose={() => setAsking(null)} />}
      {asking === 'codes' && <RenewCodes onClose={() => setAsking(null)} />}
      {asking === 'off' && <TurnOff onClose={() => setAsking(null)} />}
    </Panel>
  );
}

function TurnOn({ onClose }: { onClose: () => void }): ReactNode {
  const enrol = useEnrol();
  const confirm = useConfirmFactor();
  const [code, setCode] = useState('');
  return (
    <Modal opened onClose={onClose} title="Turn on the second factor" centered>
      {confirm.data ? (
        <Secret
          label="Keep these recovery codes in a safe place. Each works once, and they are not shown again."
          value={confirm.data.recovery_codes.join(' ')}
        />
      ) : enrol.data ? (
        <SettingForm
          name="First code"
          testId="factor-form"
          act="Turn on"
          change={confirm}
          onSubmit={() => confirm.mutate(code.trim())}
        >
          <Secret label="Add this key to your authenticator app." value={enrol.data.secret} />
          <Anchor href={enrol.data.otpauth_uri} size="sm">
            Open in an app on this device
          </Anchor>
          <CodeField description="What the app shows now." value={code} onText={setCode} />
        </SettingForm>
      ) : (
        <WithPassword act="Go on" change={enrol} onAct={password => enrol.mutate(password)} />
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
        change={disable}
        onAct={password => disable.mutate(password, { onSuccess: onClose })}
      />
    </Modal>
  );
}
