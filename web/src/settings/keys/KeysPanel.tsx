import { Badge, Button, Checkbox, Group, Modal, NumberInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
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
  const { t } = useTranslation('settings');
  const keys = useKeys();
  const [making, setMaking] = useState(false);
  const [rotating, setRotating] = useState<ApiKey | null>(null);
  const [revoking, setRevoking] = useState<ApiKey | null>(null);
  return (
    <Panel
      title={t('keys.title')}
      lead={t('keys.lead')}
      action={
        <Button onClick={() => setMaking(true)} data-testid="new-key">
          {t('keys.new')}
        </Button>
      }
    >
      <ListBody list={keys} none={t('keys.none')}>
        <ul className={listing.rows} aria-label={t('keys.title')}>
          {keys.items.map(key => (
            <li key={key.id} className={listing.row} data-testid="key-row">
              <div className={listing.name}>
                <span className={listing.title}>{key.name}</span>
                <span className={listing.facts}>
                  {[
                    `…${key.ending}`,
                    key.expires_at ? t('keys.until', { day: day(key.expires_at) }) : t('keys.endless'),
                    key.last_used_at ? t('keys.used', { day: day(key.last_used_at) }) : t('keys.unused'),
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
                <IconButton
                  sign="refresh"
                  label={t('keys.rotate', { name: key.name })}
                  onClick={() => setRotating(key)}
                />
                <IconButton
                  sign="trash"
                  label={t('keys.revoke', { name: key.name })}
                  onClick={() => setRevoking(key)}
                />
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
  const { t } = useTranslation('settings');
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
    <Modal opened onClose={onClose} title={t('keys.newTitle')} centered>
      {make.data ? (
        <Secret label={t('keys.once')} value={make.data.key ?? ''} />
      ) : (
        <SettingForm
          name={t('keys.newTitle')}
          testId="key-form"
          act={t('keys.make')}
          change={make}
          isReady={scopes.length > 0}
          onSubmit={submit}
        >
          <TextField
            label={t('name')}
            description={t('keys.nameWords')}
            value={name}
            onText={setName}
            required
            data-autofocus
          />
          <Checkbox.Group label={t('keys.scopes')} value={scopes} onChange={setScopes}>
            <Group mt={6}>
              {own.map(scope => (
                <Checkbox key={scope} value={scope} label={scope} />
              ))}
            </Group>
          </Checkbox.Group>
          <NumberInput
            label={t('keys.days')}
            min={1}
            max={3650}
            value={days}
            onChange={value => setDays(Number(value))}
          />
          {own.includes('users:admin') && (
            <Checkbox
              label={t('keys.service')}
              description={t('keys.serviceWords')}
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
  const { t } = useTranslation('settings');
  const rotate = useRotateKey();
  return (
    <Modal opened onClose={onClose} title={t('keys.rotate', { name: apiKey.name })} centered>
      {rotate.data ? (
        <Secret label={t('keys.once')} value={rotate.data.key ?? ''} />
      ) : (
        <div className={styles.form}>
          <span>{t('keys.rotateWords')}</span>
          {rotate.error && <Notice tone="danger">{sentenceOf(rotate.error)}</Notice>}
          <Button loading={rotate.isPending} onClick={() => rotate.mutate(apiKey.id)}>
            {t('keys.rotateAct')}
          </Button>
        </div>
      )}
    </Modal>
  );
}

function Revoke({ apiKey, onClose }: { apiKey: ApiKey; onClose: () => void }): ReactNode {
  const { t } = useTranslation('settings');
  const revoke = useRevokeKey();
  return (
    <Confirm
      title={t('keys.revokeTitle')}
      act={t('keys.revokeAct')}
      isBusy={revoke.isPending}
      problem={revoke.error}
      onAct={() => revoke.mutate(apiKey.id, { onSuccess: onClose })}
      onClose={onClose}
    >
      {t('keys.revokeWords', { name: apiKey.name })}
    </Confirm>
  );
}
