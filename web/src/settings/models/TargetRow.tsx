import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/IconButton';
import { TextField } from '../../ui/TextField';
import { Choice } from '../Choice';
import styles from '../Settings.module.css';
import { CountField } from './CountField';
import type { TargetDraft } from './targetDraft';

interface Props {
  /** Which rule, and which of its deployments. */
  place: { position: number; number: number };
  target: TargetDraft;
  deployments: readonly string[];
  onChange: (target: TargetDraft) => void;
  onRemove: () => void;
}

/** A deployment that a rule leads to, and its part of the questions. */
export function TargetRow({ place, target, deployments, onChange, onRemove }: Props): ReactNode {
  const { t } = useTranslation('models');
  const known = [...new Set([target.deployment, ...deployments])].filter(name => name !== '');
  return (
    <div className={styles.pair} data-wraps>
      <Choice
        aria-label={t('rule.target', place)}
        placeholder={t('rule.pick')}
        data={known}
        value={target.deployment}
        onPick={deployment => onChange({ ...target, deployment })}
      />
      <CountField
        aria-label={t('rule.weight', place)}
        placeholder={t('rule.weightHint')}
        allowDecimal
        value={target.weight}
        onCount={weight => onChange({ ...target, weight })}
        w={120}
      />
      <TextField
        aria-label={t('rule.targetMaxCost', place)}
        placeholder={t('rule.maxCost')}
        value={target.maxCost}
        onText={maxCost => onChange({ ...target, maxCost })}
        w={120}
      />
      <IconButton sign="trash" label={t('rule.removeTarget', place)} onClick={onRemove} />
    </div>
  );
}
