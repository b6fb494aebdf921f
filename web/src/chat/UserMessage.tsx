import { Button } from '@mantine/core';
import type { FormEvent, KeyboardEvent, ReactNode } from 'react';
import { memo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Attachment } from '../api/types';
import { PlainText } from '../markdown/PlainText';
import { RestorableText } from '../restoring/Placeholder';
import { RestoreButton } from '../restoring/RestoreButton';
import { RestoredContext, useRestoring } from '../restoring/useRestoring';
import { CopyButton } from '../ui/CopyButton';
import { Icon } from '../ui/Icon';
import { Notice } from '../ui/Notice';
import { ToolButton } from '../ui/ToolButton';
import { PinButton } from './AssistantMessage';
import { BranchSwitcher } from './BranchSwitcher';
import styles from './Message.module.css';
import { useMessageActions } from './messageActions';
import { MessageMenu } from './MessageMenu';
import type { ThreadItem } from './thread';

/** A longer message is shown in part until it is asked for. */
const Long = 3_000;

/** What a person wrote. It can be changed, which begins another branch. */
export const UserMessage = memo(function UserMessage({ message, turn, pending }: Omit<ThreadItem, 'key'>): ReactNode {
  const { t } = useTranslation(['chat', 'common']);
  const actions = useMessageActions();
  const restoring = useRestoring(message);
  const [draft, setDraft] = useState<string | null>(null);
  const refused = pending && turn?.phase === 'refused' ? turn : null;
  if (draft !== null) {
    return (
      <div className={styles.user} data-testid="message" data-role="user" data-state={message.state}>
        <EditForm
          text={draft}
          canBeEmpty={(message.attachments ?? []).length > 0}
          onCancel={() => setDraft(null)}
          onSave={text => {
            setDraft(null);
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
      <Attached files={message.attachments ?? []} />
      {message.content !== '' && (
        <RestoredContext value={restoring.values}>
          <Bubble text={message.content} isSending={pending && turn?.phase === 'sending'} isRaw={pending} />
        </RestoredContext>
      )}
      {refused && (
        <Notice
          tone="danger"
          action={
            <span className={styles.noticeActions}>
              <Button size="compact-sm" variant="default" onClick={() => actions.takeBack(refused)}>
                {t('actions.editShort')}
              </Button>
              <Button size="compact-sm" onClick={() => actions.sendAgain(refused)} disabled={!actions.free}>
                {t('common:tryAgain')}
              </Button>
            </span>
          }
        >
          {refused.problem?.message}
        </Notice>
      )}
      {!pending && (
        <div className={styles.tools}>
          <BranchSwitcher message={message} onPick={actions.goTo} />
          <span className={styles.quietTools} data-held={message.pinned || undefined}>
            <CopyButton text={() => message.content} label={t('actions.copyMessage')} />
            <ToolButton
              sign="edit"
              label={t('actions.edit')}
              data-testid="edit"
              disabled={!actions.free}
              onClick={() => restoring.original(setDraft)}
            />
            <RestoreButton message={message} restoring={restoring} />
            <PinButton message={message} />
            {message.sibling_count !== undefined && <MessageMenu message={message} />}
          </span>
        </div>
      )}
    </div>
  );
});

function Bubble({ text, isSending, isRaw }: { text: string; isSending: boolean; isRaw: boolean }): ReactNode {
  const { t } = useTranslation(['chat', 'common']);
  const [isWhole, setWhole] = useState(text.length <= Long);
  const shown = isWhole ? text : `${text.slice(0, Long * 0.7)}…`;
  return (
    <div className={styles.bubble} data-sending={isSending || undefined} dir="auto">
      {isRaw ? <PlainText text={shown} /> : <RestorableText text={shown} />}
      {!isWhole && (
        <button type="button" className={styles.whole} onClick={() => setWhole(true)}>
          {t('actions.showWhole', { count: text.length })}
        </button>
      )}
    </div>
  );
}

function Attached({ files }: { files: readonly Attachment[] }): ReactNode {
  const { t } = useTranslation(['chat', 'common']);
  if (files.length === 0) return null;
  return (
    <ul className={styles.attached} aria-label={t('attachments.list')}>
      {files.map(file => (
        <li key={file.file_id} data-testid="attached">
          <Icon sign={file.kind === 'image' ? 'image' : 'file'} size={15} />
          <bdi>{file.name}</bdi>
        </li>
      ))}
    </ul>
  );
}

function EditForm({
  text,
  canBeEmpty,
  onSave,
  onCancel,
}: {
  text: string;
  /** Whether there are files, which need no words. */
  canBeEmpty: boolean;
  onSave: (text: string) => void;
  onCancel: () => void;
}): ReactNode {
  const { t } = useTranslation(['chat', 'common']);
  const [draft, setDraft] = useState(text);
  const canSave = (canBeEmpty || draft.trim() !== '') && draft !== text;
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
      <textarea
        aria-label={t('edit.field')}
        data-testid="edit-input"
        className={styles.editInput}
        rows={3}
        dir="auto"
        value={draft}
        onChange={event => setDraft(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        ref={focusAtEnd}
      />
      <div className={styles.editBar}>
        <span className={styles.editHint}>{t('edit.hint')}</span>
        <Button size="compact-md" variant="default" onClick={onCancel}>
          {t('common:cancel')}
        </Button>
        <Button size="compact-md" type="submit" disabled={!canSave}>
          {t('composer.send')}
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
