import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldsOf, restOf } from '../../api/problem';
import { TextField } from '../../ui/TextField';
import { SettingForm } from '../SettingForm';
import { DeploymentFields, shownFields } from './DeploymentFields';
import type { DeploymentDraft } from './deploymentDraft';
import { emptyDraft, newOf } from './deploymentDraft';
import { useAddDeployment } from './deploymentsApi';
import { PriceFields, shownPrices } from './PriceFields';

/** Makes a model of a provider one that answers here. */
export function AddDeployment({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation(['models', 'settings']);
  const add = useAddDeployment();
  const [draft, setDraft] = useState<DeploymentDraft>(emptyDraft);
  const [price, setPrice] = useState({ input: '0', output: '0' });
  const errors = fieldsOf(add.error);
  const body = () => newOf(draft, { input_per_mtok: price.input.trim(), output_per_mtok: price.output.trim() });
  return (
    <Modal opened onClose={onClose} title={t('deployments.addTitle')} centered size="lg">
      <SettingForm
        name={t('deployments.addTitle')}
        testId="deployment-form"
        act={t('deployments.addAct')}
        change={{ ...add, error: restOf(add.error, [...shownFields, ...shownPrices]) }}
        onSubmit={() => add.mutate(body(), { onSuccess: onClose })}
      >
        <TextField
          label={t('settings:name')}
          description={t('form.nameWords')}
          value={draft.name}
          onText={name => setDraft(now => ({ ...now, name }))}
          error={errors['name']}
          required
          data-autofocus
        />
        <DeploymentFields
          draft={draft}
          hasKey={false}
          errors={errors}
          onChange={part => setDraft(now => ({ ...now, ...part }))}
        />
        <PriceFields value={price} errors={errors} onChange={setPrice} />
      </SettingForm>
    </Modal>
  );
}
