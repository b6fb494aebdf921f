import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
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
  const rename = useRenameGroup();
  const [name, setName] = useState(group.name);
  return (
    <Modal opened onClose={onClose} title={`Rename ${group.name}`} centered>
      <SettingForm
        name={`Rename ${group.name}`}
        testId="rename-group"
        act="Rename"
        change={rename}
        isReady={name.trim() !== group.name}
        onSubmit={() => rename.mutate({ id: group.id, name: name.trim() }, { onSuccess: onClose })}
      >
        <TextField
          label="Name"
          description="Documents that are shared with the former name stay shared with the group."
          value={name}
          onText={setName}
          required
          data-autofocus
        />
      </SettingForm>
    </Modal>
  );
}
