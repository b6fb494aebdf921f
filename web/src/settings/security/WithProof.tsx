import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../api/problem';
import { CodeField } from '../../ui/CodeField';
import { PasswordField } from '../../ui/PasswordField';
import { SettingForm } from '../SettingForm';
import type { Proof } from './identitiesApi';

interface Props {
  act: string;
  change: { isPending: boolean; error: Error | null };
  onAct: (proof: Proof) => void;
  children: ReactNode;
}

/** Does at once what whoever has just signed in may do; asks everybody else to show once more who they are. */
export function WithProof({ act, change, onAct, children }: Props): ReactNode {
  const { t } = useTranslation('settings');
  const [password, setPassword] = useState('');
  const [code, setCode] = useState('');
  const isAsked = change.error instanceof Problem && change.error.code === 'proof_needed';
  const [wasAsked, setWasAsked] = useState(false);
  if (isAsked && !wasAsked) setWasAsked(true);
  const submit = () =>
    onAct({
      ...(password === '' ? {} : { password }),
      ...(code.trim() === '' ? {} : { code: code.trim() }),
    });
  return (
    <SettingForm name={act} act={act} change={change} onSubmit={submit}>
      <span>{children}</span>
      {wasAsked && (
        <>
          <PasswordField kind="current" label={t('proof.password')} value={password} onText={setPassword} />
          <CodeField label={t('proof.code')} required={false} value={code} onText={setCode} />
        </>
      )}
    </SettingForm>
  );
}
