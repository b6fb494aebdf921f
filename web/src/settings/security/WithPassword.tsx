import type { ReactNode } from 'react';
import { useState } from 'react';
import { PasswordField } from '../../ui/PasswordField';
import { SettingForm } from '../SettingForm';

interface Props {
  act: string;
  change: { isPending: boolean; error: Error | null };
  onAct: (password: string) => void;
}

/** Asks for the password once more, so that an open window does not suffice. */
export function WithPassword({ act, change, onAct }: Props): ReactNode {
  const [password, setPassword] = useState('');
  return (
    <SettingForm name={act} act={act} change={change} onSubmit={() => onAct(password)}>
      <PasswordField
        kind="current"
        label="Your password"
        description="Empty if you only sign in by an identity provider."
        value={password}
        onText={setPassword}
      />
    </SettingForm>
  );
}
