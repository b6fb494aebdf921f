import { Anchor, Button, Modal, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
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
  const { t } = useTranslation('settings');
  const factor = useFactor();
  const [asking, setAsking] = useState<'on' | 'off' | 'codes' | null>(null);
  const isOn = factor.data?.enabled ?? false;
  return (
    <Panel
      title={t('factor.title')}
      lead={t('factor.lead')}
      action={
        factor.data && (
          <Button variant={isOn ? 'default' : 'filled'} onClick={() => setAsking(isOn ? 'off' : 'on')}>
            {isOn ? t('factor.off') : t('factor.on')}
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
              {t('factor.newCodes')}
            </Button>
          }
        >
          {factor.data.since
            ? t('factor.onSince', { day: day(factor.data.since), count: factor.data.recovery_codes })
            : t('factor.isOn', { count: factor.data.recovery_codes })}
        </Notice>
      )}
      {asking === 'on' && <TurnOn onClose={() => setAsking(null)} />}
      {asking === 'codes' && <RenewCodes onClose={() => setAsking(null)} />}
      {asking === 'off' && <TurnOff onClose={() => setAsking(null)} />}
    </Panel>
  );
}

function TurnOn({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation('settings');
  const enrol = useEnrol();
  const confirm = useConfirmFactor();
  const [code, setCode] = useState('');
  return (
    <Modal opened onClose={onClose} title={t('factor.onTitle')} centered>
      {confirm.data ? (
        <Secret label={t('factor.keepCodes')} value={confirm.data.recovery_codes.join(' ')} />
      ) : enrol.data ? (
        <SettingForm
          name={t('factor.first')}
          testId="factor-form"
          act={t('factor.on')}
          change={confirm}
          onSubmit={() => confirm.mutate(code.trim())}
        >
          <Secret label={t('factor.addKey')} value={enrol.data.secret} />
          <Anchor href={enrol.data.otpauth_uri} size="sm">
            {t('factor.openApp')}
          </Anchor>
          <CodeField description={t('factor.now')} value={code} onText={setCode} />
        </SettingForm>
      ) : (
        <WithPassword act={t('factor.goOn')} change={enrol} onAct={password => enrol.mutate(password)} />
      )}
    </Modal>
  );
}

function TurnOff({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation('settings');
  const disable = useDisableFactor();
  return (
    <Modal opened onClose={onClose} title={t('factor.offTitle')} centered>
      <WithPassword
        act={t('factor.off')}
        change={disable}
        onAct={password => disable.mutate(password, { onSuccess: onClose })}
      />
    </Modal>
  );
}
