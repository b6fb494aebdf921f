import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/IconButton';
import { TextField } from '../../ui/TextField';
import { Choice } from '../Choice';
import styles from '../Settings.module.css';
import type { ConditionDraft } from './routeDraft';
import type { Condition } from './routesApi';

interface Props {
  /** Which rule, and which of its conditions. */
  place: { position: number; number: number };
  condition: ConditionDraft;
  /** What no other condition of the rule asks for. */
  free: readonly Condition[];
  onChange: (condition: ConditionDraft) => void;
  onRemove: () => void;
}

/** What a rule asks of a question. */
export function ConditionRow({ place, condition, free, onChange, onRemove }: Props): ReactNode {
  const { t } = useTranslation('models');
  return (
    <div className={styles.pair} data-wraps>
      <Choice
        aria-label={t('rule.condition', place)}
        data={[condition.part, ...free].map(value => ({ value, label: t(`conditions.${value}`) }))}
        value={condition.part}
        onPick={part => onChange({ ...condition, part: part as Condition })}
      />
      <TextField
        aria-label={t('rule.value', place)}
        value={condition.value}
        onText={value => onChange({ ...condition, value })}
        required
        w={120}
      />
      <IconButton sign="trash" label={t('rule.removeCondition', place)} onClick={onRemove} />
    </div>
  );
}
