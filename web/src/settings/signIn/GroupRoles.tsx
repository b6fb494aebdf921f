import { Button, Fieldset } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/IconButton';
import { TextField } from '../../ui/TextField';
import { Choice } from '../Choice';
import styles from '../Settings.module.css';
import { roleChoices } from '../people/roles';
import { givenRoles } from './givenRoles';
import type { ProviderDraft } from './providerDraft';

type Mapping = ProviderDraft['group_roles'];

/** Which role comes of which group at the provider. */
export function GroupRoles({ value, onChange }: { value: Mapping; onChange: (value: Mapping) => void }): ReactNode {
  const { t } = useTranslation('settings');
  const change = (index: number, row: Partial<Mapping[number]>) =>
    onChange(value.map((item, at) => (at === index ? { ...item, ...row } : item)));
  return (
    <Fieldset legend={t('groupRoles.title')} className={styles.form}>
      {value.map((row, index) => (
        <div key={index} className={styles.pair}>
          <TextField
            aria-label={t('groupRoles.group', { number: index + 1 })}
            placeholder={t('groupRoles.groupHint')}
            value={row.group}
            onText={group => change(index, { group })}
            required
          />
          <Choice
            aria-label={t('groupRoles.role', { number: index + 1 })}
            data={roleChoices(givenRoles)}
            value={row.role}
            onPick={role => change(index, { role })}
            w={120}
          />
          <IconButton
            sign="trash"
            label={t('groupRoles.remove', { number: index + 1 })}
            onClick={() => onChange(value.filter((_, at) => at !== index))}
          />
        </div>
      ))}
      <Button
        variant="default"
        size="compact-sm"
        onClick={() => onChange([...value, { group: '', role: 'member' }])}
        className={styles.small}
      >
        {t('groupRoles.add')}
      </Button>
    </Fieldset>
  );
}
