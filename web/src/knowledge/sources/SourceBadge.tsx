import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { KnowledgeSource } from '../../api/types';

const colours = { idle: 'accent', running: 'accent', failed: 'danger', paused: 'gray' } as const;

export function SourceBadge({ state }: { state: KnowledgeSource['state'] }): ReactNode {
  const { t } = useTranslation('knowledge');
  return (
    <Badge variant="light" color={colours[state]}>
      {t(`sources.states.${state}`)}
    </Badge>
  );
}
