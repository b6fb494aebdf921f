import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../ui/TextField';
import { SettingForm } from '../SettingForm';
import type { PolicyView } from './policiesApi';
import { useAddPolicy } from './policiesApi';

interface Props {
  onClose: () => void;
  onMade: (policy: PolicyView) => void;
}

/** Makes a policy that does what the standard does, to be changed from there. */
export function AddPolicy({ onClose, onMade }: Props): ReactNode {
  const { t } = useTranslation('policies');
  const add = useAddPolicy();
  const [name, setName] = useState('');
  const [assistant, setAssistant] = useState('');
  const submit = () =>
    add.mutate(
      { name: name.trim(), assistant: assistant.trim() || null },
      {
        onSuccess: made => {
          onClose();
          if (made) onMade(made as PolicyView);
        },
      },
    );
  return (
    <Modal opened onClose={onClose} title={t('add')} centered>
      <SettingForm name={t('add')} testId="add-policy-form" act={t('addAct')} change={add} onSubmit={submit}>
        <TextField label={t('name')} value={name} onText={setName} required data-autofocus />
        <TextField label={t('assistant')} description={t('assistantWords')} value={assistant} onText={setAssistant} />
      </SettingForm>
    </Modal>
  );
}
