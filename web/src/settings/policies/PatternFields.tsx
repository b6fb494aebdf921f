import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/IconButton';
import { TextField } from '../../ui/TextField';
import styles from '../Settings.module.css';
import { ActionChoice } from './ActionChoice';
import { Entries } from './Entries';
import type { Part } from './PolicyEditor';
import type { Policy } from './policiesApi';
import { Section } from './Section';

const empty: Policy['patterns'][number] = { name: '', expression: '', action: 'block' };

/** Regular expressions that are acted on. */
export function PatternFields({ draft, onChange }: Part): ReactNode {
  const { t } = useTranslation('policies');
  return (
    <Section title={t('patterns.title')} lead={t('patterns.lead')}>
      <Entries
        items={draft.patterns}
        empty={empty}
        add={t('patterns.add')}
        testId="pattern"
        onChange={patterns => onChange({ patterns })}
      >
        {(pattern, position, onItem, onRemove) => (
          <div className={styles.pair} data-wraps>
            <TextField
              aria-label={t('patterns.nameOf', { position })}
              placeholder={t('patterns.name')}
              value={pattern.name}
              onText={name => onItem({ ...pattern, name })}
            />
            <TextField
              aria-label={t('patterns.expressionOf', { position })}
              placeholder={t('patterns.expression')}
              value={pattern.expression}
              onText={expression => onItem({ ...pattern, expression })}
            />
            <ActionChoice
              label={t('patterns.actionOf', { position })}
              value={pattern.action}
              onPick={action => onItem({ ...pattern, action })}
            />
            <IconButton sign="trash" label={t('patterns.remove', { position })} onClick={onRemove} />
          </div>
        )}
      </Entries>
    </Section>
  );
}
