import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PasswordField } from '../../ui/PasswordField';
import { SettingForm } from '../SettingForm';

interface Props {
  act: string;
  change: { isPending: boolean; error: Error | null };
  onAct: (password: string) => void;
}

/** Asks for the password once more, so that an open window does not suffice. */
export function WithPassword({ act, change, onAct }: Props): ReactNode {
  const { t } = useTranslation('settings');
  const [password, setPassword] = useState('');
  return (
    <SettingForm name={act} act={act} change={change} onSubmit={() => onAct(password)}>
      <PasswordField
        kind="current"
        label={t('proof.password')}
        description={t('proof.passwordWords')}
        value={password}
        onText={setPassword}
      />
    </SettingForm>
  );
}
