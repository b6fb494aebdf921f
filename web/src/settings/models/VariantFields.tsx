import { MultiSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/IconButton';
import { TextField } from '../../ui/TextField';
import styles from '../Settings.module.css';
import { CountField } from './CountField';
import type { VariantDraft } from './experimentDraft';
import { usedOf } from './experimentDraft';

interface Props {
  position: number;
  variant: VariantDraft;
  deployments: readonly string[];
  onChange: (variant: VariantDraft) => void;
  onRemove: () => void;
}

/** One of the ways that an experiment compares. */
export function VariantFields({ position, variant, deployments, onChange, onRemove }: Props): ReactNode {
  const { t } = useTranslation('models');
  const used = variant.use.map(target => target.deployment);
  return (
    <>
      <div className={styles.pair} data-wraps>
        <TextField
          aria-label={t('experiment.variant', { position })}
          placeholder={t('experiment.variantHint')}
          value={variant.name}
          onText={name => onChange({ ...variant, name })}
          required
        />
        <CountField
          aria-label={t('experiment.weight', { position })}
          placeholder={t('rule.weightHint')}
          allowDecimal
          value={variant.weight}
          onCount={weight => onChange({ ...variant, weight })}
          w={120}
        />
        <IconButton sign="trash" label={t('experiment.removeVariant', { position })} onClick={onRemove} />
      </div>
      <MultiSelect
        aria-label={t('experiment.use', { position })}
        placeholder={used.length === 0 ? t('experiment.usual') : undefined}
        data={[...new Set([...used, ...deployments])]}
        value={used}
        onChange={names => onChange({ ...variant, use: usedOf(variant.use, names) })}
      />
    </>
  );
}
