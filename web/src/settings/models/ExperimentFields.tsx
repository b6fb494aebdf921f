import { Button, Fieldset, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import listing from '../../ui/Listing.module.css';
import { TextField } from '../../ui/TextField';
import { Choice } from '../Choice';
import styles from '../Settings.module.css';
import type { ExperimentDraft } from './experimentDraft';
import { emptyVariant } from './experimentDraft';
import { VariantFields } from './VariantFields';

interface Props {
  experiment: ExperimentDraft;
  deployments: readonly string[];
  /** What the server said of it; empty when nothing. */
  error: string;
  onChange: (experiment: ExperimentDraft) => void;
  onRemove: () => void;
}

/** Ways to answer a route's questions that are compared. */
export function ExperimentFields({ experiment, deployments, error, onChange, onRemove }: Props): ReactNode {
  const { t } = useTranslation('models');
  const { name, by, variants } = experiment;
  return (
    <Fieldset legend={t('experiment.title')} className={styles.form} data-testid="experiment">
      <TextField
        label={t('experiment.name')}
        description={t('experiment.nameWords')}
        value={name}
        onText={text => onChange({ ...experiment, name: text })}
        required
      />
      <Choice
        label={t('experiment.by')}
        data={[
          { value: 'user', label: t('experiment.byUser') },
          { value: 'conversation', label: t('experiment.byConversation') },
        ]}
        value={by}
        onPick={picked => onChange({ ...experiment, by: picked })}
      />
      {variants.map((variant, at) => (
        <VariantFields
          key={at}
          position={at + 1}
          variant={variant}
          deployments={deployments}
          onChange={changed =>
            onChange({ ...experiment, variants: variants.map((one, index) => (index === at ? changed : one)) })
          }
          onRemove={() => onChange({ ...experiment, variants: variants.filter((_, index) => index !== at) })}
        />
      ))}
      {error !== '' && (
        <span className={listing.error} role="alert">
          {error}
        </span>
      )}
      <Group gap="xs">
        <Button
          variant="default"
          size="compact-sm"
          onClick={() => onChange({ ...experiment, variants: [...variants, emptyVariant] })}
        >
          {t('experiment.addVariant')}
        </Button>
        <Button variant="subtle" color="danger" size="compact-sm" onClick={onRemove}>
          {t('experiment.remove')}
        </Button>
      </Group>
    </Fieldset>
  );
}
