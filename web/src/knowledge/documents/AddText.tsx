import { Modal, Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldsOf, restOf } from '../../api/problem';
import { SettingForm } from '../../settings/SettingForm';
import { TextField } from '../../ui/TextField';
import { useAddDocument } from '../knowledgeApi';

interface Props {
  namespace: string;
  acl: readonly string[];
  onClose: () => void;
}

/** Takes a text that is written or pasted here. */
export function AddText({ namespace, acl, onClose }: Props): ReactNode {
  const { t } = useTranslation('knowledge');
  const add = useAddDocument(namespace);
  const [title, setTitle] = useState('');
  const [text, setText] = useState('');
  const fields = fieldsOf(add.error);
  const send = () =>
    add.mutate({ title: title.trim(), text, media_type: 'text/markdown', acl }, { onSuccess: onClose });
  return (
    <Modal opened onClose={onClose} title={t('add.textTitle')} centered size="lg">
      <SettingForm
        name={t('add.textTitle')}
        testId="text-form"
        act={t('add.act')}
        change={{ ...add, error: restOf(add.error, ['text', 'title']) }}
        isReady={text.trim() !== ''}
        onSubmit={send}
      >
        <TextField
          label={t('add.title')}
          value={title}
          onText={setTitle}
          error={fields['title']}
          required
          data-autofocus
        />
        <Textarea
          label={t('add.body')}
          description={t('add.bodyWords')}
          value={text}
          onChange={event => setText(event.currentTarget.value)}
          error={fields['text']}
          autosize
          minRows={8}
          maxRows={18}
          required
          withAsterisk={false}
        />
      </SettingForm>
    </Modal>
  );
}
