import { Button, Textarea } from '@mantine/core';
import type { FormEvent, KeyboardEvent, ReactNode } from 'react';
import { memo, useState } from 'react';
import { CopyButton } from '../ui/CopyButton';
import { IconButton } from '../ui/IconButton';
import { Notice } from '../ui/Notice';
import { BranchSwitcher } from './BranchSwitcher';
import styles from './Message.module.css';
import { useMessageActions } from './messageActions';
import type { ThreadItem } from './thread';

/** What a person wrote. It can be changed, which begins another branch. */
export const UserMessage = memo(function UserMessage({ message, turn, pending }: Omit<ThreadItem, 'key'>): ReactNode {
  const actions = useMessageActions();
  const [editing, setEditing] = useState(false);
  const refused = pending && turn?.phase === 'refused' ? turn : null;
  if (editing) {
    return (
      <div className={styles.user} data-testid="message" data-role="user" data-state={message.state}>
        <EditForm
          text={message.content}
          onCancel={() => setEditing(false)}
          onSave={text => {
            setEditing(false);
            actions.edit(message, text);
          }}
        />
      </div>
    );
  }
  return (
    <div
      className={styles.user}
      data-testid="message"
      data-role="user"
      data-state={refused ? 'failed' : pending && turn?.phase === 'sending' ? 'sending' : message.state}
    >
      <div className={styles.bubble} data-sending={(pending && turn?.phase === 'sending') || undefined}>
        {message.content}
      </div>
      {refused && (
        <Notice
          tone="danger"
          action={
            <span className={styles.noticeActions}>
              <Button size="compact-sm" variant="default" onClick={() => actions.takeBack(refused)}>
                Edit
              </Button>
              <Button size="compact-sm" onClick={() => actions.sendAgain(refused)} disabled={!actions.free}>
                Try again
              </Button>
            </span>
          }
        >
          {refused.problem?.message}
        </Notice>
      )}
      {!pending && (
        <div className={styles.tools}>
          <BranchSwitcher id={message.id} siblings={message.sibling_ids} onPick={actions.goTo} />
          <span className={styles.quietTools}>
            <CopyButton text={() => message.content} label="Copy message" />
            <IconButton
              sign="edit"
              label="Edit message"
              data-testid="edit"
              size={28}
              iconSize={16}
              disabled={!actions.free}
              onClick={() => setEditing(true)}
            />
          </span>
        </div>
      )}
    </div>
  );
});

function EditForm({
  text,
  onSave,
  onCancel,
}: {
  text: string;
  onSave: (text: string) => void;
  onCancel: () => void;
}): ReactNode {
  const [draft, setDraft] = useState(text);
  const canSave = draft.trim() !== '' && draft !== text;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (canSave) onSave(draft.trim());
  };
  const onKeyDown = (event: KeyboardEvent) => {
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape') onCancel();
    if (event.key === 'Enter' && !event.shiftKey) submit(event);
  };
  return (
    <form className={styles.editForm} onSubmit={submit} data-testid="edit-form">
      <Textarea
        aria-label="Edited message"
        data-testid="edit-input"
        autosize
        minRows={2}
        maxRows={14}
        value={draft}
        onChange={event => setDraft(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        ref={focusAtEnd}
      />
      <div className={styles.editBar}>
        <span className={styles.editHint}>The old version stays; you can switch between them.</span>
        <Button size="compact-md" variant="default" onClick={onCancel}>
          Cancel
        </Button>
        <Button size="compact-md" type="submit" disabled={!canSave}>
          Send
        </Button>
      </div>
    </form>
  );
}

/** Run once, when the field appears. */
function focusAtEnd(field: HTMLTextAreaElement | null): void {
  field?.focus();
  field?.setSelectionRange(field.value.length, field.value.length);
}
