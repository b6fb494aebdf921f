import { Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/IconButton';
import { TextField } from '../../ui/TextField';
import styles from '../Settings.module.css';
import { Entries } from './Entries';
import type { Part } from './PolicyEditor';
import { refusalsOf, twice } from './policyDraft';
import { Section } from './Section';

/** What a refused person reads, by language. */
export function RefusalFields({ draft, onChange }: Part): ReactNode {
  const { t } = useTranslation('policies');
  const again = twice(draft);
  return (
    <Section title={t('refusals.title')} lead={t('refusals.lead')}>
      <Entries<[string, string]>
        items={refusalsOf(draft)}
        empty={['', '']}
        add={t('refusals.add')}
        testId="refusal"
        onChange={typed => onChange({ typed })}
      >
        {([language, text], position, onItem, onRemove) => (
          <>
            <div className={styles.pair}>
              <TextField
                aria-label={t('refusals.languageOf', { position })}
                value={language}
                error={again.includes(language.trim()) && t('refusals.twice', { language: language.trim() })}
                onText={changed => onItem([changed, text])}
              />
              <IconButton sign="trash" label={t('refusals.remove', { position })} onClick={onRemove} />
            </div>
            <Textarea
              aria-label={t('refusals.textOf', { position })}
              autosize
              minRows={2}
              value={text}
              onChange={event => onItem([language, event.currentTarget.value])}
            />
          </>
        )}
      </Entries>
    </Section>
  );
}
