import { Button, Group, Modal, Text } from '@mantine/core';
import { useMutation } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../api/problem';
import type { Conversation } from '../api/types';
import { useServices } from '../services';
import { Notice } from '../ui/Notice';
import { saveExport } from './shareApi';

/** Saves a conversation as a file. */
export function ExportDialog({
  conversation,
  onClose,
}: {
  conversation: Conversation;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation('share');
  const { http } = useServices();
  const save = useMutation({
    mutationFn: (format: 'markdown' | 'json') => saveExport(http, conversation.id, format),
    onSuccess: onClose,
  });
  const button = (format: 'markdown' | 'json', name: string) => (
    <Button
      variant={format === 'markdown' ? 'filled' : 'default'}
      loading={save.isPending && save.variables === format}
      onClick={() => save.mutate(format)}
    >
      {name}
    </Button>
  );
  return (
    <Modal opened onClose={onClose} title={t('exportTitle')} centered>
      <Text size="sm" data-testid="export-dialog">
        {t('exportWords')}
      </Text>
      {save.error && <Notice tone="danger">{sentenceOf(save.error)}</Notice>}
      <Group justify="flex-end" mt="md">
        {button('json', t('asJson'))}
        {button('markdown', t('asMarkdown'))}
      </Group>
    </Modal>
  );
}
