import { Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { lazy, memo, Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { NavLink } from 'react-router';
import type { Conversation } from '../api/types';
import { Icon } from '../ui/Icon';
import { IconButton } from '../ui/IconButton';
import styles from './ConversationList.module.css';
import { titleOf, useChangeConversation } from './conversationsApi';
import type { Asking } from './RowDialogs';

const RowDialogs = lazy(() => import('./RowDialogs'));

interface Props {
  conversation: Conversation;
  isOpen: boolean;
  onPick: () => void;
}

/** One conversation in the list, with what can be done to it. */
export const ConversationRow = memo(function ConversationRow({ conversation, isOpen, onPick }: Props): ReactNode {
  const { t } = useTranslation(['conversations', 'common']);
  const [asking, setAsking] = useState<Asking | null>(null);
  const change = useChangeConversation();
  const { id, pinned, archived } = conversation;
  const title = titleOf(conversation);
  const isLive = conversation.active_turn_ids.length > 0;
  const isUnread = (conversation.unread ?? false) && !isOpen;
  const set = (part: Parameters<typeof change.mutate>[0]['change']) => change.mutate({ id, change: part });
  return (
    <li className={styles.row} data-testid="conversation-row" data-open={isOpen || undefined}>
      <NavLink
        to={`/c/${id}`}
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
      <Menu position="bottom-end" withinPortal shadow="md">
        <Menu.Target>
          <IconButton sign="more" label={t('optionsOf', { title })} size={28} className={styles.more} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon sign="edit" size={16} />} onClick={() => setAsking('rename')}>
            {t('common:rename')}
          </Menu.Item>
          <Menu.Item leftSection={<Icon sign="pin" size={16} />} onClick={() => set({ pinned: !pinned })}>
            {pinned ? t('unpin') : t('pin')}
          </Menu.Item>
          <Menu.Item leftSection={<Icon sign="folder" size={16} />} onClick={() => setAsking('move')}>
            {t('move')}
          </Menu.Item>
          <Menu.Item
            leftSection={<Icon sign="dot" size={16} />}
            onClick={() => set({ unread: !(conversation.unread ?? false) })}
          >
            {conversation.unread ? t('markRead') : t('markUnread')}
          </Menu.Item>
          <Menu.Item leftSection={<Icon sign="archive" size={16} />} onClick={() => set({ archived: !archived })}>
            {archived ? t('unarchive') : t('toArchive')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<Icon sign="share" size={16} />} onClick={() => setAsking('share')}>
            {t('share')}
          </Menu.Item>
          <Menu.Item leftSection={<Icon sign="download" size={16} />} onClick={() => setAsking('export')}>
            {t('export')}
          </Menu.Item>
          <Menu.Divider />
          <Menu.Item leftSection={<Icon sign="trash" size={16} />} color="danger" onClick={() => setAsking('delete')}>
            {t('common:delete')}
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asking !== null && (
        <Suspense>
          <RowDialogs asking={asking} conversation={conversation} isOpen={isOpen} onClose={() => setAsking(null)} />
        </Suspense>
      )}
    </li>
  );
});
