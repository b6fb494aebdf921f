import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../ui/Notice';
import { PasswordField } from '../../ui/PasswordField';
import { Panel } from '../Panel';
import { useChangePassword } from './securityApi';
import { SettingForm } from '../SettingForm';

/** One's own password. */
export function PasswordPanel(): ReactNode {
  const { t } = useTranslation('settings');
  const [isOpen, setOpen] = useState(false);
  const [isDone, setDone] = useState(false);
  return (
    <Panel
      title={t('password.title')}
      lead={t('password.lead')}
      action={
        <Button variant="default" onClick={() => setOpen(true)}>
          {t('password.act')}
        </Button>
      }
    >
      {isDone && <Notice>{t('password.done')}</Notice>}
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
  const { t } = useTranslation('settings');
  const change = useChangePassword();
  const [current, setCurrent] = useState('');
  const [password, setPassword] = useState('');
  return (
    <Modal opened onClose={onClose} title={t('password.change')} centered>
      <SettingForm
        name={t('password.change')}
        testId="change-password"
        act={t('password.act')}
        change={change}
        onSubmit={() => change.mutate({ current, password }, { onSuccess: onDone })}
      >
        <PasswordField kind="current" label={t('password.current')} value={current} onText={setCurrent} required />
        <PasswordField kind="new" label={t('password.new')} value={password} onText={setPassword} required />
      </SettingForm>
    </Modal>
  );
}
