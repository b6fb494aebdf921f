import { Button, Group, Menu, Modal, TextInput } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { NavLink, useNavigate } from 'react-router';
import { sentenceOf } from '../api/problem';
import type { Conversation } from '../api/types';
import { Confirm } from '../ui/Confirm';
import { Icon } from '../ui/Icon';
import { IconButton } from '../ui/IconButton';
import { Notice } from '../ui/Notice';
import styles from './ConversationList.module.css';
import { titleOf, useDeleteConversation, useRenameConversation } from './conversationsApi';

interface Props {
  conversation: Conversation;
  isOpen: boolean;
  onPick: () => void;
}

/** One conversation in the list, with what can be done to it. */
export function ConversationRow({ conversation, isOpen, onPick }: Props): ReactNode {
  const [asking, setAsking] = useState<'rename' | 'delete' | null>(null);
  const title = titleOf(conversation);
  return (
    <li className={styles.row} data-testid="conversation-row" data-open={isOpen || undefined}>
      <NavLink to={`/c/${conversation.id}`} className={styles.link} onClick={onPick} title={title}>
        {conversation.active_turn_ids.length > 0 && (
          <span className={styles.live} role="img" aria-label="Being answered" />
        )}
        <span className={styles.title}>{title}</span>
      </NavLink>
      <Menu position="bottom-end" withinPortal shadow="md">
        <Menu.Target>
          <IconButton sign="more" label={`Options of ${title}`} size={28} className={styles.more} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item leftSection={<Icon sign="edit" size={16} />} onClick={() => setAsking('rename')}>
            Rename
          </Menu.Item>
          <Menu.Item leftSection={<Icon sign="trash" size={16} />} color="danger" onClick={() => setAsking('delete')}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asking === 'rename' && <Rename conversation={conversation} onClose={() => setAsking(null)} />}
      {asking === 'delete' && <Delete conversation={conversation} isOpen={isOpen} onClose={() => setAsking(null)} />}
    </li>
  );
}

function Rename({ conversation, onClose }: { conversation: Conversation; onClose: () => void }): ReactNode {
  const rename = useRenameConversation();
  const [title, setTitle] = useState(conversation.title ?? '');
  const submit = (event: FormEvent) => {
    event.preventDefault();
    rename.mutate({ id: conversation.id, title: title.trim() }, { onSuccess: onClose });
  };
  return (
    <Modal opened onClose={onClose} title="Rename conversation" centered>
      <form onSubmit={submit}>
        <TextInput
          label="Title"
          value={title}
          onChange={event => setTitle(event.currentTarget.value)}
          maxLength={120}
          data-autofocus
        />
        {rename.error && <Notice tone="danger">{sentenceOf(rename.error)}</Notice>}
        <Group justify="flex-end" mt="md">
          <Button variant="default" onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" disabled={title.trim() === ''} loading={rename.isPending}>
            Rename
          </Button>
        </Group>
      </form>
    </Modal>
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
}) {
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
      title="Delete conversation?"
      act="Delete"
      isBusy={remove.isPending}
      problem={remove.error}
      onAct={confirm}
      onClose={onClose}
    >
      “{titleOf(conversation)}” and all its messages will be erased. This cannot be undone.
    </Confirm>
  );
}
