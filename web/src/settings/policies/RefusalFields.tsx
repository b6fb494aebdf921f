import { Textarea } from '@mantine/core';
import { useState } from 'react';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/IconButton';
import { TextField } from '../../ui/TextField';
import styles from '../Settings.module.css';
import { Entries } from './Entries';
import type { Part } from './PolicyEditor';
import { Section } from './Section';

/** What a refused person reads, by language. */
export function RefusalFields({ draft, onChange }: Part): ReactNode {
  const { t } = useTranslation('policies');
  // Rows of their own: while a language is typed it may for a moment be the name of another row.
  const [rows, setRows] = useState<[string, string][]>(() => Object.entries(draft.refusals));
  return (
    <Section title={t('refusals.title')} lead={t('refusals.lead')}>
      <Entries<[string, string]>
        items={rows}
        empty={['', '']}
        add={t('refusals.add')}
        testId="refusal"
        onChange={items => {
          setRows([...items]);
          onChange({ refusals: Object.fromEntries(items) });
        }}
      >
        {([language, text], position, onItem, onRemove) => (
          <>
            <div className={styles.pair}>
              <TextField
                aria-label={t('refusals.languageOf', { position })}
                value={language}
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
