import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate } from 'react-router';
import type { Conversation } from '../api/types';
import { ExportDialog } from '../share/ExportDialog';
import { ShareDialog } from '../share/ShareDialog';
import { Confirm } from '../ui/Confirm';
import { titleOf, useChangeConversation, useDeleteConversation } from './conversationsApi';
import { MoveDialog } from './MoveDialog';
import { NameDialog } from './NameDialog';

export type Asking = 'rename' | 'move' | 'share' | 'export' | 'delete';

interface Props {
  asking: Asking;
  conversation: Conversation;
  isOpen: boolean;
  onClose: () => void;
}

/** What is asked before something is done to a conversation. It comes when it is needed. */
export default function RowDialogs({ asking, conversation, isOpen, onClose }: Props): ReactNode {
  if (asking === 'rename') return <Rename conversation={conversation} onClose={onClose} />;
  if (asking === 'move') return <MoveDialog conversation={conversation} onClose={onClose} />;
  if (asking === 'share') return <ShareDialog conversation={conversation} onClose={onClose} />;
  if (asking === 'export') return <ExportDialog conversation={conversation} onClose={onClose} />;
  return <Delete conversation={conversation} isOpen={isOpen} onClose={onClose} />;
}

function Rename({ conversation, onClose }: { conversation: Conversation; onClose: () => void }): ReactNode {
  const { t } = useTranslation(['conversations', 'common']);
  const change = useChangeConversation();
  return (
    <NameDialog
      title={t('renameTitle')}
      label={t('titleField')}
      act={t('common:rename')}
      name={conversation.title ?? ''}
      most={120}
      change={change}
      onName={title => change.mutate({ id: conversation.id, change: { title } }, { onSuccess: onClose })}
      onClose={onClose}
    />
  );
}

function Delete({
  conversation,
  isOpen,
  onClose,
}: {
  conversation: Conversation;
  isOpen: boolean;
  onClose: () => void;
}): ReactNode {
  const { t } = useTranslation(['conversations', 'common']);
  const remove = useDeleteConversation();
  const navigate = useNavigate();
  const confirm = () =>
    remove.mutate(conversation.id, {
      onSuccess: () => {
        onClose();
        if (isOpen) void navigate('/');
      },
    });
  return (
    <Confirm
      title={t('deleteTitle')}
      act={t('common:delete')}
      isBusy={remove.isPending}
      problem={remove.error}
      onAct={confirm}
      onClose={onClose}
    >
      {t('deleteWords', { title: titleOf(conversation) })}
    </Confirm>
  );
}
