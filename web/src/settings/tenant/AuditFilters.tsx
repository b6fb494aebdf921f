import { Select, SimpleGrid } from '@mantine/core';
import type { ReactNode } from 'react';
import { TextField } from '../../ui/TextField';
import { useKeys } from '../keys/keysApi';
import { useUsers } from '../people/peopleApi';
import type { AuditFilter } from './auditApi';

interface Props {
  filter: AuditFilter;
  onChange: (part: Partial<AuditFilter>) => void;
}

/** Narrows the trail to somebody, to a kind of action, to a time. */
export function AuditFilters({ filter, onChange }: Props): ReactNode {
  const users = useUsers();
  const keys = useKeys();
  const people = users.items.map(user => ({ value: user.id, label: user.name || user.email || user.id }));
  const programs = keys.items.map(key => ({ value: key.id, label: key.name }));
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm" data-testid="audit-filters">
      <Select
        label="Who"
        placeholder="Everybody"
        data={[
          { group: 'People', items: people },
          { group: 'Keys', items: programs },
        ]}
        value={filter.actor || null}
        onChange={actor => onChange({ actor: actor ?? '' })}
        clearable
        searchable
      />
      <TextField
        label="Action"
        placeholder="user.signed_in"
        value={filter.action}
        onText={action => onChange({ action })}
        autoCapitalize="none"
        spellCheck={false}
      />
      <TextField label="From" type="datetime-local" value={filter.from} onText={from => onChange({ from })} />
      <TextField label="To" type="datetime-local" value={filter.to} onText={to => onChange({ to })} />
    </SimpleGrid>
  );
}
