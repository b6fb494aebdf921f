import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '../api/types';
import { later } from '../ui/later';
import { OnUse } from '../ui/OnUse';
import { ToolButton } from '../ui/ToolButton';

const OpenMenu = later(() => import('./OpenMessageMenu'));

/** All that can be done to a message and is not done every day. */
export function MessageMenu({ message }: { message: Message }): ReactNode {
  const { t } = useTranslation('chat');
  const button = <ToolButton sign="more" label={t('actions.more')} data-testid="message-menu" />;
  return (
    <OnUse button={button} opens="menu" onNear={OpenMenu.fetch}>
      <OpenMenu message={message} button={button} />
    </OnUse>
  );
}
