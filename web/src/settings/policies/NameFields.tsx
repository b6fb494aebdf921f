import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../ui/TextField';
import type { Part } from './PolicyEditor';

/** What the policy is called, and whose answers it is for. */
export function NameFields({ draft, onChange }: Part): ReactNode {
  const { t } = useTranslation('policies');
  return (
    <>
      <TextField label={t('name')} value={draft.name} onText={name => onChange({ name })} required data-autofocus />
      <TextField
        label={t('assistant')}
        description={t('assistantWords')}
        value={draft.assistant ?? ''}
        onText={assistant => onChange({ assistant })}
      />
    </>
  );
}
