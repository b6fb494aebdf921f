import { Badge, Button, Checkbox, Group, Modal, NumberInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { sentenceOf } from '../../api/problem';
import { IconButton } from '../../ui/IconButton';
import listing from '../../ui/Listing.module.css';
import { Notice } from '../../ui/Notice';
import { TextField } from '../../ui/TextField';
import { Confirm } from '../../ui/Confirm';
import type { ApiKey } from './keysApi';
import { useKeys, useMakeKey, useRevokeKey, useRotateKey } from './keysApi';
import { ListBody, Panel } from '../Panel';
import { Secret } from '../Secret';
import { SettingForm } from '../SettingForm';
import styles from '../Settings.module.css';
import { useMe } from '../useMe';
import { day } from '../../ui/moments';

/** Keys by which programs use the API. */
export function KeysPanel(): ReactNode {
  const keys = useKeys();
  const [making, setMaking] = useState(false);
  const [rotating, setRotating] = useState<ApiKey | null>(null);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  return (
    <Panel
      title="API keys"
      lead="By them programs use the API. A key can do no more than whoever made it."
      action={
        <Button onClick={() => setMaking(true)} data-testid="new-key">
          New key
        </Button>
      }
    >
      <ListBody list={keys} none="There are no keys yet.">
        <ul className={listing.rows} aria-label="API keys">
          {keys.items.map(key => (
            <li key={key.id} className={listing.row} data-testid="key-row">
              <div className={listing.name}>
                <span className={listing.title}>{key.name}</span>
                <span className={listing.facts}>
                  {[
                    `…${key.ending}`,
                    key.expires_at ? `until ${day(key.expires_at)}` : 'does not expire',
                    key.last_used_at ? `last used ${day(key.last_used_at)}` : 'never used',
                  ].join(' · ')}
                </span>
                <Group gap={4}>
                  {key.scopes.map(scope => (
                    <Badge key={scope} variant="light" color="gray" size="sm" tt="none">
                      {scope}
                    </Badge>
                  ))}
                </Group>
              </div>
              <span className={listing.actions}>
                <IconButton sign="refresh" label={`New secret for ${key.name}`} onClick={() => setRotating(key)} />
                <IconButton sign="trash" label={`Revoke ${key.name}`} onClick={() => setRevoking(key)} />
              </span>
            </li>
          ))}
        </ul>
      </ListBody>
      {making && <Make onClose={() => setMaking(false)} />}
      {rotating && <Rotate apiKey={rotating} onClose={() => setRotating(null)} />}
      {revoking && <Revoke apiKey={revoking} onClose={() => setRevoking(null)} />}
    </Panel>
  );
}

/** What only a person's key can carry. */
const personal = ['users:admin', 'platform'];

function Make({ onClose }: { onClose: () => void }): ReactNode {
  const me = useMe();
  const make = useMakeKey();
  const own = me.data?.scopes ?? [];
  const [name, setName] = useState('');
  const [days, setDays] = useState(90);
  const [isService, setService] = useState(false);
  const [scopes, setScopes] = useState<string[]>(() => own.filter(scope => scope !== 'platform'));
  const submit = () =>
    make.mutate({
      name: name.trim(),
      scopes: scopes.filter(scope => !isService || !personal.includes(scope)),
      expires_in_days: days,
      service: isService,
    });
  return (
    <Modal opened onClose={onClose} title="New API key" centered>
      {make.data ? (
        <Secret label="Copy the key now. It is not shown again." value={make.data.key ?? ''} />
      ) : (
        <SettingForm
          name="New API key"
          testId="key-form"
          act="Make the key"
          change={make}
          isReady={scopes.length > 0}
          onSubmit={submit}
        >
          <TextField label="Name" description="What it is for." value={name} onText={setName} required data-autofocus />
          <Checkbox.Group label="Scopes" value={scopes} onChange={setScopes}>
            <Group mt={6}>
              {own.map(scope => (
                <Checkbox key={scope} value={scope} label={scope} />
              ))}
            </Group>
          </Checkbox.Group>
          <NumberInput
            label="Days until it expires"
            min={1}
            max={3650}
            value={days}
            onChange={value => setDays(Number(value))}
          />
          {own.includes('users:admin') && (
            <Checkbox
              label="A service key of the tenant"
              description="It outlives whoever makes it, and never administers people."
              checked={isService}
              onChange={event => setService(event.currentTarget.checked)}
            />
          )}
        </SettingForm>
      )}
    </Modal>
  );
}

function Rotate({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }): ReactNode {
  const rotate = useRotateKey();
  return (
    <Modal opened onClose={onClose} title={`New secret for ${apiKey.name}`} centered>
      {rotate.data ? (
        <Secret label="Copy the key now. It is not shown again." value={rotate.data.key ?? ''} />
      ) : (
        <div className={styles.form}>
          <span>The old secret works for one more hour, so that programs can change over.</span>
          {rotate.error && <Notice tone="danger">{sentenceOf(rotate.error)}</Notice>}
          <Button loading={rotate.isPending} onClick={() => rotate.mutate(apiKey.id)}>
            Make a new secret
          </Button>
        </div>
      )}
    </Modal>
  );
}

function Revoke({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }): ReactNode {
  const revoke = useRevokeKey();
  return (
    <Confirm
      title="Revoke this key?"
      act="Revoke"
      isBusy={revoke.isPending}
      problem={revoke.error}
      onAct={() => revoke.mutate(apiKey.id, { onSuccess: onClose })}
      onClose={onClose}
    >
      Programs that use “{apiKey.name}” are refused from now on.
    </Confirm>
  );
}
