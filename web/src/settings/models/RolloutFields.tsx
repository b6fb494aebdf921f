import { Button, Fieldset } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import listing from '../../ui/Listing.module.css';
import { Choice } from '../Choice';
import styles from '../Settings.module.css';
import { CountField } from './CountField';
import type { RolloutDraft } from './rolloutDraft';

interface Props {
  rollout: RolloutDraft;
  deployments: readonly string[];
  /** What the server said of it; empty when nothing. */
  error: string;
  onChange: (rollout: RolloutDraft) => void;
  onRemove: () => void;
}

/** A new model that a part of the people gets first, until it turns out worse than the others. */
export function RolloutFields({ rollout, deployments, error, onChange, onRemove }: Props): ReactNode {
  const { t } = useTranslation('models');
  const known = [...new Set([rollout.deployment, ...deployments])].filter(name => name !== '');
  return (
    <Fieldset legend={t('rollout.title')} className={styles.form} data-testid="rollout">
      <Choice
        label={t('rollout.deployment')}
        placeholder={t('rule.pick')}
        data={known}
        value={rollout.deployment}
        onPick={deployment => onChange({ ...rollout, deployment })}
      />
      <CountField
        label={t('rollout.percent')}
        description={t('rollout.percentWords')}
        suffix=" %"
        max={100}
        allowDecimal
        value={rollout.percent}
        onCount={percent => onChange({ ...rollout, percent })}
      />
      <CountField
        label={t('rollout.maxErrorRate')}
        description={t('rollout.judged')}
        placeholder="0.1"
        allowDecimal
        value={rollout.maxErrorRate}
        onCount={maxErrorRate => onChange({ ...rollout, maxErrorRate })}
      />
      <CountField
        label={t('rollout.maxLatencyRatio')}
        placeholder="2"
        allowDecimal
        value={rollout.maxLatencyRatio}
        onCount={maxLatencyRatio => onChange({ ...rollout, maxLatencyRatio })}
      />
      <CountField
        label={t('rollout.minCalls')}
        placeholder="50"
        value={rollout.minCalls}
        onCount={minCalls => onChange({ ...rollout, minCalls })}
      />
      {error !== '' && (
        <span className={listing.error} role="alert">
          {error}
        </span>
      )}
      <Button variant="subtle" color="danger" size="compact-sm" className={styles.small} onClick={onRemove}>
        {t('rollout.remove')}
      </Button>
    </Fieldset>
  );
}
