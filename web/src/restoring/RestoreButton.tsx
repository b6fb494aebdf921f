import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '../api/types';
import { ToolButton } from '../ui/ToolButton';
import { hasPlaceholders } from './placeholders';
import type { Restoring } from './useRestoring';

/** Shows what was taken out of a message, and hides it again; nothing where nothing was. */
export function RestoreButton({ message, restoring }: { message: Message; restoring: Restoring }): ReactNode {
  const { t } = useTranslation('chat');
  if (!hasPlaceholders(message.content)) return null;
  const label =
    restoring.state === 'failed'
      ? t('restoring.failed')
      : restoring.values === null
        ? t('restoring.show')
        : t('restoring.hide');
  return (
    <ToolButton
      sign="lock"
      label={label}
      aria-pressed={restoring.values !== null}
      data-testid="restore"
      disabled={restoring.state === 'busy'}
      onClick={() => void restoring.toggle()}
    />
  );
}
