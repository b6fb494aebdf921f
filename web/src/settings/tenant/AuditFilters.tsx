import { Select, SimpleGrid } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../ui/TextField';
import { useKeys } from '../keys/keysApi';
import { useUsers } from '../people/peopleApi';
import type { AuditFilter } from './auditApi';

const exampleAction = 'user.signed_in';

interface Props {
  filter: AuditFilter;
  onChange: (part: Partial<AuditFilter>) => void;
}

/** Narrows the trail to somebody, to a kind of action, to a time. */
export function AuditFilters({ filter, onChange }: Props): ReactNode {
  const { t } = useTranslation('settings');
  const users = useUsers();
  const keys = useKeys();
  const people = users.items.map(user => ({ value: user.id, label: user.name || user.email || user.id }));
  const programs = keys.items.map(key => ({ value: key.id, label: key.name }));
  return (
    <SimpleGrid cols={{ base: 1, sm: 2 }} spacing="sm" data-testid="audit-filters">
      <Select
        label={t('audit.who')}
        placeholder={t('audit.everybody')}
        data={[
          { group: t('audit.people'), items: people },
          { group: t('audit.keys'), items: programs },
        ]}
        value={filter.actor || null}
        onChange={actor => onChange({ actor: actor ?? '' })}
        clearable
        searchable
      />
      <TextField
        label={t('audit.action')}
        placeholder={exampleAction}
        value={filter.action}
        onText={action => onChange({ action })}
        autoCapitalize="none"
        spellCheck={false}
      />
      <TextField
        label={t('audit.from')}
        type="datetime-local"
        value={filter.from}
        onText={from => onChange({ from })}
      />
      <TextField label={t('audit.to')} type="datetime-local" value={filter.to} onText={to => onChange({ to })} />
    </SimpleGrid>
  );
}
