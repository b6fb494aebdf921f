import { Modal } from '@mantine/core';
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

/** Has the server fetch what stands at an address. */
export function AddByAddress({ namespace, acl, onClose }: Props): ReactNode {
  const { t } = useTranslation('knowledge');
  const add = useAddDocument(namespace);
  const [url, setUrl] = useState('');
  const [title, setTitle] = useState('');
  const fields = fieldsOf(add.error);
  const send = () =>
    add.mutate(
      { url: url.trim(), acl, ...(title.trim() === '' ? {} : { title: title.trim() }) },
      { onSuccess: onClose },
    );
  return (
    <Modal opened onClose={onClose} title={t('add.addressTitle')} centered>
      <SettingForm
        name={t('add.addressTitle')}
        testId="address-form"
        act={t('add.act')}
        change={{ ...add, error: restOf(add.error, ['url', 'title']) }}
        onSubmit={send}
      >
        <TextField
          label={t('add.url')}
          description={t('add.urlWords')}
          type="url"
          value={url}
          onText={setUrl}
          error={fields['url']}
          required
          data-autofocus
        />
        <TextField
          label={t('add.title')}
          description={t('add.titleWords')}
          value={title}
          onText={setTitle}
          error={fields['title']}
        />
      </SettingForm>
    </Modal>
  );
}
