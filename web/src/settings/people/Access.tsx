import { Badge, Group, Modal, Skeleton, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { sentenceOf } from '../../api/problem';
import { Notice } from '../../ui/Notice';
import { useAccess } from './peopleApi';

/** What somebody can do, and where it comes from. */
export function Access({ user, name, onClose }: { user: string; name: string; onClose: () => void }): ReactNode {
  const access = useAccess(user);
  return (
    <Modal opened onClose={onClose} title={`What ${name} can do`} centered size="lg">
      {access.isPending && <Skeleton height={160} />}
      {access.error && <Notice tone="danger">{sentenceOf(access.error)}</Notice>}
      {access.data && (
        <div data-testid="access">
          {!access.data.signs_in && <Notice tone="warn">Disabled: nothing below has any effect.</Notice>}
          <Granted title="Scopes" granted={access.data.scopes} />
          <Granted title="Documents for" granted={access.data.acl_tags} />
          <Text size="sm" c="dimmed" mt="md">
            {access.data.keys.length === 0
              ? 'No API keys.'
              : `API keys: ${access.data.keys.map(key => key.name).join(', ')}.`}
          </Text>
        </div>
      )}
    </Modal>
  );
}

function Granted({ title, granted }: { title: string; granted: { name: string; because: string }[] }): ReactNode {
  return (
    <>
      <Text size="sm" fw={600} mt="sm" mb={4}>
        {title}
      </Text>
      <Group gap={6}>
        {granted.map(item => (
          <Badge key={item.name} variant="light" tt="none" title={`Because of ${item.because.replaceAll('_', ' ')}`}>
            {item.name}
          </Badge>
        ))}
      </Group>
    </>
  );
}
