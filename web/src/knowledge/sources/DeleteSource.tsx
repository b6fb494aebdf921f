import { Radio, Stack } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KnowledgeSource } from '../../api/types';
import { Confirm } from '../../ui/Confirm';
import { useDeleteSource } from './sourcesApi';

interface Props {
  source: KnowledgeSource;
  onDeleted?: () => void;
  onClose: () => void;
}

/** Asks what becomes of the documents when their source is deleted. */
export function DeleteSource({ source, onDeleted, onClose }: Props): ReactNode {
  const { t } = useTranslation(['knowledge', 'common']);
  const remove = useDeleteSource(source.namespace, source.id);
  const [documents, setDocuments] = useState<'keep' | 'delete'>('keep');
  return (
    <Confirm
      title={t('sources.deleteTitle')}
      act={t('common:delete')}
      isBusy={remove.isPending}
      problem={remove.error}
      onAct={() => remove.mutate(documents, { onSuccess: onDeleted ?? onClose })}
      onClose={onClose}
    >
      <Radio.Group
        label={t('sources.deleteWords', { name: source.name })}
        value={documents}
        onChange={value => setDocuments(value === 'delete' ? 'delete' : 'keep')}
      >
        <Stack gap={6} mt={8}>
          <Radio value="keep" label={t('sources.keepDocuments')} />
          <Radio value="delete" label={t('sources.deleteDocuments')} />
        </Stack>
      </Radio.Group>
    </Confirm>
  );
}
