import type { ReactNode } from 'react';
import { lazy, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Message } from '../api/types';
import { ToolButton } from '../ui/ToolButton';

const OpenMenu = lazy(() => import('./OpenMessageMenu'));

/** All that can be done to a message and is not done every day. Fetched and built when it is opened first. */
export function MessageMenu({ message }: { message: Message }): ReactNode {
  const { t } = useTranslation('chat');
  const [isUsed, setUsed] = useState(false);
  const label = t('actions.more');
  const closed = <ToolButton sign="more" label={label} data-testid="message-menu" onClick={() => setUsed(true)} />;
  return isUsed ? (
    <Suspense fallback={closed}>
      <OpenMenu message={message} label={label} />
    </Suspense>
  ) : (
    closed
  );
}
