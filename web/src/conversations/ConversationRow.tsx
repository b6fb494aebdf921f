import type { ReactNode } from 'react';
import { memo, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import type { Conversation } from '../api/types';
import { withTexts } from '../i18n/areas';
import { IconButton } from '../ui/IconButton';
import { later } from '../ui/later';
import { OnUse } from '../ui/OnUse';
import styles from './ConversationList.module.css';
import { titleOf } from './conversationsApi';
import type { Asking } from './RowDialogs';

const ConversationMenu = later(() => import('./ConversationMenu'));
const RowDialogs = later(withTexts(['share'], () => import('./RowDialogs')));

interface Props {
  conversation: Conversation;
  isOpen: boolean;
  onPick: () => void;
}

/** One conversation in the list, with what can be done to it. */
export const ConversationRow = memo(function ConversationRow({ conversation, isOpen, onPick }: Props): ReactNode {
  const { t } = useTranslation('conversations');
  const [asking, setAsking] = useState<Asking | null>(null);
  const title = titleOf(conversation);
  const isLive = conversation.active_turn_ids.length > 0;
  const isUnread = (conversation.unread ?? false) && !isOpen;
  const options = <IconButton sign="more" label={t('optionsOf', { title })} size={28} className={styles.more} />;
  return (
    <li className={styles.row} data-testid="conversation-row" data-open={isOpen || undefined}>
      <NavLink
        to={`/c/${conversation.id}`}
        className={styles.link}
        data-unread={isUnread || undefined}
        onClick={onPick}
        title={title}
      >
        {isLive && <span className={styles.live} role="img" aria-label={t('beingAnswered')} />}
        {!isLive && isUnread && <span className={styles.unread} role="img" aria-label={t('unread')} />}
        <span className={styles.title} dir="auto">
          {title}
        </span>
      </NavLink>
      <OnUse button={options} opens="menu" onNear={ConversationMenu.fetch}>
        <ConversationMenu conversation={conversation} button={options} onAsk={setAsking} />
      </OnUse>
      {asking !== null && (
        <Suspense>
          <RowDialogs asking={asking} conversation={conversation} isOpen={isOpen} onClose={() => setAsking(null)} />
        </Suspense>
      )}
    </li>
  );
});
