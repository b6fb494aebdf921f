import { Checkbox, Select } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/Icon';
import { TextField } from '../ui/TextField';
import styles from './Search.module.css';
import type { SearchFilter } from './searchApi';
import { noFilter } from './searchApi';

interface Props {
  filter: SearchFilter;
  onChange: (part: Partial<SearchFilter>) => void;
}

const times = ['1', '7', '30', '365'] as const;
const roles = ['user', 'assistant'] as const;
const states = ['complete', 'interrupted', 'cancelled', 'failed'] as const;

/** What narrows a search, folded away until it is wanted. */
export function SearchFilters({ filter, onChange }: Props): ReactNode {
  const { t } = useTranslation('search');
  const [isOpen, setOpen] = useState(false);
  const set = Object.entries(filter).filter(([name, value]) => value !== noFilter[name as keyof SearchFilter]).length;
  return (
    <div>
      <button type="button" className={styles.fold} aria-expanded={isOpen} onClick={() => setOpen(is => !is)}>
        <Icon sign="sliders" size={15} />
        {set === 0 ? t('filters') : t('filtersSet', { count: set })}
      </button>
      {isOpen && (
        <div className={styles.filters} data-testid="search-filters">
          <Select
            size="xs"
            label={t('when')}
            placeholder={t('always')}
            data={times.map(value => ({ value, label: t(`times.${value}`) }))}
            value={filter.days || null}
            onChange={value => onChange({ days: value ?? '' })}
            clearable
          />
          <Select
            size="xs"
            label={t('who')}
            placeholder={t('anybody')}
            data={roles.map(value => ({ value, label: t(`roles.${value}`) }))}
            value={filter.role || null}
            onChange={value => onChange({ role: value ?? '' })}
            clearable
          />
          <Select
            size="xs"
            label={t('state')}
            placeholder={t('anyState')}
            data={states.map(value => ({ value, label: t(`states.${value}`) }))}
            value={filter.state || null}
            onChange={value => onChange({ state: value ?? '' })}
            clearable
          />
          <TextField
            size="xs"
            label={t('model')}
            placeholder={t('anyModel')}
            value={filter.model}
            onText={model => onChange({ model })}
            autoCapitalize="none"
            spellCheck={false}
          />
          <Checkbox
            size="xs"
            label={t('archived')}
            checked={filter.archived}
            onChange={event => onChange({ archived: event.currentTarget.checked })}
          />
        </div>
      )}
    </div>
  );
}
