import { Button, Fieldset, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import listing from '../../ui/Listing.module.css';
import styles from '../Settings.module.css';
import { TextField } from '../../ui/TextField';
import { ConditionRow } from './ConditionRow';
import type { RuleDraft } from './routeDraft';
import { conditions } from './routeDraft';
import { emptyTarget } from './targetDraft';
import { TargetRow } from './TargetRow';

interface Props {
  position: number;
  rule: RuleDraft;
  deployments: readonly string[];
  /** What the server said of this rule; empty when nothing. */
  error: string;
  onChange: (rule: RuleDraft) => void;
  onRemove: () => void;
}

const replaced = <T,>(items: readonly T[], at: number, item: T) =>
  items.map((one, index) => (index === at ? item : one));
const without = <T,>(items: readonly T[], at: number) => items.filter((_, index) => index !== at);

/** One rule of a route: what it asks of a question, and which deployments it leads to. */
export function RuleFields({ position, rule, deployments, error, onChange, onRemove }: Props): ReactNode {
  const { t } = useTranslation('models');
  const { when, use } = rule;
  const free = conditions.filter(part => !when.some(one => one.part === part));
  return (
    <Fieldset legend={t('rule.title', { position })} className={styles.form} data-testid="rule">
      {when.length === 0 && <span className={listing.facts}>{t('rule.always')}</span>}
      {when.map((condition, at) => (
        <ConditionRow
          key={at}
          place={{ position, number: at + 1 }}
          condition={condition}
          free={free}
          onChange={changed => onChange({ ...rule, when: replaced(when, at, changed) })}
          onRemove={() => onChange({ ...rule, when: without(when, at) })}
        />
      ))}
      {use.map((target, at) => (
        <TargetRow
          key={at}
          place={{ position, number: at + 1 }}
          target={target}
          deployments={deployments}
          onChange={changed => onChange({ ...rule, use: replaced(use, at, changed) })}
          onRemove={() => onChange({ ...rule, use: without(use, at) })}
        />
      ))}
      <TextField
        label={t('rule.maxCost')}
        aria-label={t('rule.maxCostOf', { position })}
        description={t('rule.maxCostWords')}
        value={rule.maxCost}
        onText={maxCost => onChange({ ...rule, maxCost })}
      />
      {error !== '' && (
        <span className={listing.error} role="alert">
          {error}
        </span>
      )}
      <Group gap="xs">
        <Button variant="default" size="compact-sm" onClick={() => onChange({ ...rule, use: [...use, emptyTarget] })}>
          {t('rule.addTarget')}
        </Button>
        {free[0] !== undefined && (
          <Button
            variant="default"
            size="compact-sm"
            onClick={() => onChange({ ...rule, when: [...when, { part: free[0]!, value: '' }] })}
          >
            {t('rule.addCondition')}
          </Button>
        )}
        <Button variant="subtle" color="danger" size="compact-sm" onClick={onRemove}>
          {t('rule.remove', { position })}
        </Button>
      </Group>
    </Fieldset>
  );
}
