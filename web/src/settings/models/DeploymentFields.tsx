import { MultiSelect, Switch } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { PasswordField } from '../../ui/PasswordField';
import { TextField } from '../../ui/TextField';
import { Choice } from '../Choice';
import { CountField } from './CountField';
import type { DeploymentDraft } from './deploymentDraft';

const providers = ['openai', 'anthropic'] as const;
const abilities = ['chat', 'tools', 'vision', 'json', 'continue', 'embed', 'rerank'] as const;
const sizes = ['context_tokens', 'max_output_tokens'] as const;
const limits = ['rpm', 'tpm', 'concurrency'] as const;

/** The fields that show a refusal themselves. */
export const shownFields = [
  ...['name', 'provider', 'base_url', 'api_key', 'model', 'region', 'weight', 'abilities'],
  ...sizes,
  ...limits.map(limit => `limits.${limit}`),
];

interface Props {
  draft: DeploymentDraft;
  /** Whether a key is kept already. */
  hasKey: boolean;
  /** Whether where it is and what it can do is said elsewhere, and cannot be changed here. */
  isGiven?: boolean;
  errors: Readonly<Record<string, string>>;
  onChange: (part: Partial<DeploymentDraft>) => void;
}

/** Where a model is, what it can do and how much it may be asked. */
export function DeploymentFields({ draft, hasKey, isGiven = false, errors, onChange }: Props): ReactNode {
  const { t } = useTranslation('models');
  return (
    <>
      {!isGiven && (
        <>
          <Choice
            label={t('form.provider')}
            data={providers.map(value => ({ value, label: t(`providers.${value}`) }))}
            value={draft.provider}
            onPick={provider => onChange({ provider })}
            error={errors['provider']}
          />
          <TextField
            label={t('form.base_url')}
            description={t('form.base_urlWords')}
            type="url"
            value={draft.base_url}
            onText={base_url => onChange({ base_url })}
            error={errors['base_url']}
          />
          <PasswordField
            kind="secret"
            label={t('form.api_key')}
            description={hasKey ? t('form.keyKept') : t('form.keyNone')}
            value={draft.api_key}
            onText={api_key => onChange({ api_key })}
            error={errors['api_key']}
          />
          <TextField
            label={t('form.model')}
            description={t('form.modelWords')}
            value={draft.model}
            onText={model => onChange({ model })}
            error={errors['model']}
            required
          />
          <MultiSelect
            label={t('form.abilities')}
            description={t('form.abilitiesWords')}
            data={abilities.map(value => ({ value, label: t(`abilities.${value}`) }))}
            value={draft.abilities}
            onChange={chosen => onChange({ abilities: chosen })}
            error={errors['abilities']}
          />
          {sizes.map(field => (
            <CountField
              key={field}
              label={t(`form.${field}`)}
              value={draft[field]}
              onCount={count => onChange({ [field]: count })}
              error={errors[field]}
            />
          ))}
        </>
      )}
      <TextField
        label={t('form.region')}
        value={draft.region}
        onText={region => onChange({ region })}
        error={errors['region']}
      />
      <CountField
        label={t('form.weight')}
        description={t('form.weightWords')}
        allowDecimal
        value={draft.weight}
        onCount={weight => onChange({ weight })}
        error={errors['weight']}
      />
      {limits.map(field => (
        <CountField
          key={field}
          label={t(`form.${field}`)}
          value={draft[field]}
          onCount={count => onChange({ [field]: count })}
          error={errors[`limits.${field}`]}
        />
      ))}
      {!isGiven && (
        <Switch
          label={t('form.probe')}
          checked={draft.probe}
          onChange={event => onChange({ probe: event.currentTarget.checked })}
        />
      )}
    </>
  );
}
