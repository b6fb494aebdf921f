import { Button, Fieldset } from '@mantine/core';
import type { ReactNode } from 'react';
import { IconButton } from '../../ui/IconButton';
import { TextField } from '../../ui/TextField';
import { Choice } from '../Choice';
import styles from '../Settings.module.css';
import { givenRoles } from './givenRoles';
import type { ProviderDraft } from './providerDraft';

type Mapping = ProviderDraft['group_roles'];

/** Which role comes of which group at the provider. */
export function GroupRoles({ value, onChange }: { value: Mapping; onChange: (value: Mapping) => void }): ReactNode {
  const change = (index: number, row: Partial<Mapping[number]>) =>
    onChange(value.map((item, at) => (at === index ? { ...item, ...row } : item)));
  return (
    <Fieldset legend="Roles by the provider’s groups" className={styles.form}>
      {value.map((row, index) => (
        <div key={index} className={styles.pair}>
          <TextField
            aria-label={`Group ${index + 1} at the provider`}
            placeholder="Group at the provider"
            value={row.group}
            onText={group => change(index, { group })}
            required
          />
          <Choice
            aria-label={`Role of group ${index + 1}`}
            data={givenRoles}
            value={row.role}
            onPick={role => change(index, { role })}
            w={120}
          />
          <IconButton
            sign="trash"
            label={`Remove group ${index + 1}`}
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
        Add a group
      </Button>
    </Fieldset>
  );
}
