import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import { SettingForm } from '../../settings/SettingForm';
import { TextField } from '../../ui/TextField';
import { namespaceForm, placeOf } from '../places';

const settled = { isPending: false, error: null };

/** Asks for the name of a new namespace, which comes into being with what is put into it first. */
export function NewNamespace({ taken, onClose }: { taken: readonly string[]; onClose: () => void }): ReactNode {
  const { t } = useTranslation('knowledge');
  const navigate = useNavigate();
  const [name, setName] = useState('');
  const isFit = namespaceForm.test(name);
  const error = name === '' || isFit ? undefined : t('namespaces.form');
  return (
    <Modal opened onClose={onClose} title={t('namespaces.add')} centered>
      <SettingForm
        name={t('namespaces.add')}
        testId="namespace-form"
        act={taken.includes(name) ? t('namespaces.open') : t('namespaces.goOn')}
        change={settled}
        isReady={isFit}
        onSubmit={() => void navigate(placeOf.namespace(name))}
      >
        <TextField
          label={t('namespaces.name')}
          description={t('namespaces.nameWords')}
          value={name}
          onText={text => setName(text.trim().toLowerCase())}
          error={error}
          spellCheck={false}
          autoCapitalize="none"
          required
          data-autofocus
        />
      </SettingForm>
    </Modal>
  );
}
