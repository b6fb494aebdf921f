import { Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Conversation } from '../api/types';
import { Icon } from '../ui/Icon';
import { OpenedMenu } from '../ui/OpenedMenu';
import type { OpenerElement } from '../ui/useOpened';
import { useChangeConversation } from './conversationsApi';
import type { Asking } from './RowDialogs';

interface Props {
  conversation: Conversation;
  button: OpenerElement;
  onAsk: (asking: Asking) => void;
}

/** What can be done to a conversation of the list. */
export default function ConversationMenu({ conversation, button, onAsk }: Props): ReactNode {
  const { t } = useTranslation(['conversations', 'common']);
  const change = useChangeConversation();
  const { id, pinned, archived } = conversation;
  const isUnread = conversation.unread ?? false;
  const set = (part: Parameters<typeof change.mutate>[0]['change']) => change.mutate({ id, change: part });
  return (
    <OpenedMenu button={button} position="bottom-end">
      <Menu.Item leftSection={<Icon sign="edit" size={16} />} onClick={() => onAsk('rename')}>
        {t('common:rename')}
      </Menu.Item>
      <Menu.Item leftSection={<Icon sign="pin" size={16} />} onClick={() => set({ pinned: !pinned })}>
        {pinned ? t('unpin') : t('pin')}
      </Menu.Item>
      <Menu.Item leftSection={<Icon sign="folder" size={16} />} onClick={() => onAsk('move')}>
        {t('move')}
      </Menu.Item>
      <Menu.Item leftSection={<Icon sign="dot" size={16} />} onClick={() => set({ unread: !isUnread })}>
        {isUnread ? t('markRead') : t('markUnread')}
      </Menu.Item>
      <Menu.Item leftSection={<Icon sign="archive" size={16} />} onClick={() => set({ archived: !archived })}>
        {archived ? t('unarchive') : t('toArchive')}
      </Menu.Item>
      <Menu.Divider />
      <Menu.Item
        leftSection={<Icon sign="share" size={16} />}
        onClick={() => onAsk('share')}
        data-testid="share-conversation"
      >
        {t('share')}
      </Menu.Item>
      <Menu.Item
        leftSection={<Icon sign="download" size={16} />}
        onClick={() => onAsk('export')}
        data-testid="export-conversation"
      >
        {t('export')}
      </Menu.Item>
      <Menu.Divider />
      <Menu.Item leftSection={<Icon sign="trash" size={16} />} color="danger" onClick={() => onAsk('delete')}>
        {t('common:delete')}
      </Menu.Item>
    </OpenedMenu>
  );
}
