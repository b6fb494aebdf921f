import { Badge, Group, Modal, Skeleton, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem';
import { Notice } from '../../ui/Notice';
import { useAccess } from './peopleApi';

/** What somebody can do, and where it comes from. */
export function Access({ user, name, onClose }: { user: string; name: string; onClose: () => void }): ReactNode {
  const { t } = useTranslation('settings');
  const access = useAccess(user);
  return (
    <Modal opened onClose={onClose} title={t('access.title', { name })} centered size="lg">
      {access.isPending && <Skeleton height={160} />}
      {access.error && <Notice tone="danger">{sentenceOf(access.error)}</Notice>}
      {access.data && (
        <div data-testid="access">
          {!access.data.signs_in && <Notice tone="warn">{t('access.disabled')}</Notice>}
          <Granted title={t('access.scopes')} granted={access.data.scopes} />
          <Granted title={t('access.documents')} granted={access.data.acl_tags} />
          <Text size="sm" c="dimmed" mt="md">
            {access.data.keys.length === 0
              ? t('access.noKeys')
              : t('access.keys', { names: access.data.keys.map(key => key.name).join(', ') })}
          </Text>
        </div>
      )}
    </Modal>
  );
}

function Granted({ title, granted }: { title: string; granted: { name: string; because: string }[] }): ReactNode {
  const { t } = useTranslation('settings');
  return (
    <>
      <Text size="sm" fw={600} mt="sm" mb={4}>
        {title}
      </Text>
      <Group gap={6}>
        {granted.map(item => (
          <Badge
            key={item.name}
            variant="light"
            tt="none"
            title={t('access.because', { reason: item.because.replaceAll('_', ' ') })}
          >
            {item.name}
          </Badge>
        ))}
      </Group>
    </>
  );
}
