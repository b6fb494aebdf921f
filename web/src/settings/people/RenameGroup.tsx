import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../ui/TextField';
import { SettingForm } from '../SettingForm';
import { useRenameGroup } from './peopleApi';

/** Gives a group another name. Documents that name it by the former one stay its own. */
export function RenameGroup({
  group,
  onClose,
}: {
  group: { id: string; name: string };
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation(['settings', 'common']);
  const rename = useRenameGroup();
  const [name, setName] = useState(group.name);
  return (
    <Modal opened onClose={onClose} title={t('groups.rename', { name: group.name })} centered>
      <SettingForm
        name={t('groups.rename', { name: group.name })}
        testId="rename-group"
        act={t('common:rename')}
        change={rename}
        isReady={name.trim() !== group.name}
        onSubmit={() => rename.mutate({ id: group.id, name: name.trim() }, { onSuccess: onClose })}
      >
        <TextField
          label={t('name')}
          description={t('groups.renameWords')}
          value={name}
          onText={setName}
          required
          data-autofocus
        />
      </SettingForm>
    </Modal>
  );
}
