import { Button, Group, Modal, Radio, Stack } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../api/problem';
import type { Conversation } from '../api/types';
import { Notice } from '../ui/Notice';
import { TextField } from '../ui/TextField';
import { useChangeConversation } from './conversationsApi';
import { useFolders, useMakeFolder } from './foldersApi';

const New = 'new';

/** Puts a conversation into a folder, into a new one, or out of its own. */
export function MoveDialog({ conversation, onClose }: { conversation: Conversation; onClose: () => void }): ReactNode {
  const { t } = useTranslation(['conversations', 'common']);
  const folders = useFolders();
  const change = useChangeConversation();
  const make = useMakeFolder();
  const [place, setPlace] = useState(conversation.folder_id ?? '');
  const [name, setName] = useState('');
  const isNew = place === New;
  const move = (folder: string) =>
    change.mutate({ id: conversation.id, change: { folder_id: folder } }, { onSuccess: onClose });
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (isNew) make.mutate(name.trim(), { onSuccess: folder => move(folder.id) });
    else move(place);
  };
  const problem = make.error ?? change.error ?? folders.error;
  return (
    <Modal opened onClose={onClose} title={t('moveTitle')} centered>
      <form onSubmit={submit} data-testid="move-form">
        <Radio.Group label={t('folder')} value={place} onChange={setPlace}>
          <Stack gap="xs" mt="xs">
            <Radio value="" label={t('noFolder')} />
            {folders.data?.map(folder => (
              <Radio key={folder.id} value={folder.id} label={folder.name} />
            ))}
            <Radio value={New} label={t('newFolder')} />
          </Stack>
        </Radio.Group>
        {isNew && <TextField mt="sm" label={t('folderName')} value={name} onText={setName} maxLength={100} required />}
        {problem && <Notice tone="danger">{sentenceOf(problem)}</Notice>}
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>
            {t('common:cancel')}
          </Button>
          <Button type="submit" disabled={isNew && name.trim() === ''} loading={make.isPending || change.isPending}>
            {t('moveAct')}
          </Button>
        </Group>
      </form>
    </Modal>
  );
}
