import { Button, Group, Modal, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../api/problem';
import { Notice } from './Notice';

interface Props {
  title: string;
  children: ReactNode;
  /** The word on the button that does it. */
  act: string;
  isBusy: boolean;
  problem: Error | null;
  onAct: () => void;
  onClose: () => void;
}

/** Asks before what cannot be taken back. */
export function Confirm({ title, children, act, isBusy, problem, onAct, onClose }: Props): ReactNode {
  const { t } = useTranslation();
  return (
    <Modal opened onClose={onClose} title={title} centered>
      <Text size="sm" component="div">
        {children}
      </Text>
      {problem && <Notice tone="danger">{sentenceOf(problem)}</Notice>}
      <Group justify="flex-end" mt="md">
        <Button variant="default" onClick={onClose} data-autofocus>
          {t('keep')}
        </Button>
        <Button color="danger" loading={isBusy} onClick={onAct}>
          {act}
        </Button>
      </Group>
    </Modal>
  );
}
