import { Button, Group, Modal } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../api/problem';
import { Notice } from '../ui/Notice';
import { TextField } from '../ui/TextField';

interface Props {
  title: string;
  label: string;
  act: string;
  name: string;
  most: number;
  change: { isPending: boolean; error: Error | null };
  onName: (name: string) => void;
  onClose: () => void;
}

/** Asks what something is to be called. */
export function NameDialog({ title, label, act, name: known, most, change, onName, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  const [name, setName] = useState(known);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    onName(name.trim());
  };
  return (
    <Modal opened onClose={onClose} title={title} centered>
      <form onSubmit={submit}>
        <TextField label={label} value={name} onText={setName} maxLength={most} data-autofocus />
        {change.error && <Notice tone="danger">{sentenceOf(change.error)}</Notice>}
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>
            {t('cancel')}
          </Button>
          <Button type="submit" disabled={name.trim() === ''} loading={change.isPending}>
            {act}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
