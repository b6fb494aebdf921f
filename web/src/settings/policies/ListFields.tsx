import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/IconButton';
import { TextField } from '../../ui/TextField';
import styles from '../Settings.module.css';
import { ActionChoice } from './ActionChoice';
import { Entries } from './Entries';
import { LinesField } from './LinesField';
import type { Part } from './PolicyEditor';
import type { Policy } from './policiesApi';
import { Section } from './Section';

const empty: Policy['deny'][number] = { name: '', terms: [], action: 'block', languages: [] };

/** Words that are acted on, and words in which nothing is found. */
export function ListFields({ draft, onChange }: Part): ReactNode {
  const { t } = useTranslation('policies');
  return (
    <Section title={t('lists.title')} lead={t('lists.lead')}>
      <Entries
        items={draft.deny}
        empty={empty}
        add={t('lists.add')}
        testId="deny"
        onChange={deny => onChange({ deny })}
      >
        {(list, position, onItem, onRemove) => (
          <>
            <div className={styles.pair} data-wraps>
              <TextField
                aria-label={t('lists.nameOf', { position })}
                placeholder={t('lists.name')}
                value={list.name}
                onText={name => onItem({ ...list, name })}
              />
              <TextField
                aria-label={t('lists.languagesOf', { position })}
                placeholder={t('lists.languages')}
                value={list.languages.join(' ')}
                onText={text => onItem({ ...list, languages: text.split(' ') })}
                w={150}
              />
              <ActionChoice
                label={t('lists.actionOf', { position })}
                value={list.action}
                onPick={action => onItem({ ...list, action })}
              />
              <IconButton sign="trash" label={t('lists.remove', { position })} onClick={onRemove} />
            </div>
            <LinesField
              label={t('lists.termsOf', { position })}
              lines={list.terms}
              onLines={terms => onItem({ ...list, terms })}
            />
          </>
        )}
      </Entries>
      <LinesField
        label={t('lists.allow')}
        description={t('lists.allowWords')}
        lines={draft.allow}
        onLines={allow => onChange({ allow })}
      />
    </Section>
  );
}
