import type { ClipboardEvent, DragEvent, FormEvent, KeyboardEvent, ReactNode, RefObject } from 'react';
import { useLayoutEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../ui/IconButton';
import { AttachButton, AttachmentTray } from './AttachmentTray';
import styles from './Composer.module.css';
import type { Attachments } from './useAttachments';

interface Props {
  text: string;
  onText: (text: string) => void;
  onSend: () => void;
  /** Set while an answer is being written: stops it. */
  onStop: (() => void) | null;
  stopping: boolean;
  busy: boolean;
  attachments: Attachments;
  /** What stands beside the button that sends. */
  tools: ReactNode;
  input: RefObject<HTMLTextAreaElement | null>;
}

/** A pasted text that is longer goes along as a file, where files can. */
const LongPaste = 20_000;
/** The field is not measured for a text of this length: it is as high as it gets. */
const VeryLong = 4_000;

/** Where a message is written. Enter sends, Shift+Enter begins a line, Escape stops the answer that is being written. */
export function Composer(props: Props): ReactNode {
  const { text, onText, onSend, onStop, stopping, busy, attachments, tools, input } = props;
  const { t } = useTranslation('chat');
  const [isOver, setOver] = useState(false);
  const canSend = (text.trim() !== '' || attachments.isReady) && !busy && !attachments.isBusy;
  useHeight(input, text);

  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (canSend) onSend();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // While a syllable is being composed, the keys belong to the input method.
    if (event.nativeEvent.isComposing) return;
    if (event.key === 'Escape' && onStop !== null) {
      event.preventDefault();
      onStop();
    }
    if (event.key !== 'Enter' || event.shiftKey) return;
    event.preventDefault();
    if (canSend) onSend();
  };
  const onPaste = (event: ClipboardEvent) => {
    const files = Array.from(event.clipboardData.files);
    const pasted = event.clipboardData.getData('text/plain');
    if (!attachments.isOffered) return;
    if (files.length > 0) attachments.add(files);
    else if (pasted.length > LongPaste)
      attachments.add([new File([pasted], t('attachments.pasted'), { type: 'text/plain' })]);
    else return;
    event.preventDefault();
  };
  const drag = (event: DragEvent) => {
    if (!attachments.isOffered || !event.dataTransfer.types.includes('Files')) return;
    event.preventDefault();
    setOver(event.type === 'dragover');
    if (event.type === 'drop') attachments.add(Array.from(event.dataTransfer.files));
  };

  return (
    <form
      className={styles.composer}
      onSubmit={submit}
      aria-label={t('composer.form')}
      data-over={isOver || undefined}
      onDragOver={drag}
      onDragLeave={drag}
      onDrop={drag}
    >
      <AttachmentTray attachments={attachments} />
      <textarea
        ref={input}
        className={styles.input}
        aria-label={t('composer.message')}
        data-testid="composer"
        placeholder={isOver ? t('composer.drop') : onStop ? t('composer.placeholderNext') : t('composer.placeholder')}
        rows={1}
        dir="auto"
        value={text}
        onChange={event => onText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        onPaste={onPaste}
      />
      <div className={styles.bar}>
        <div className={styles.tools}>
          {attachments.isOffered && <AttachButton attachments={attachments} />}
          {tools}
        </div>
        {onStop && !canSend ? (
          <IconButton
            key="stop"
            sign="stop"
            label={t('composer.stop')}
            tip={false}
            data-testid="stop"
            variant="filled"
            color="accent"
            c="var(--color-on-accent)"
            radius="xl"
            size={36}
            loading={stopping}
            onClick={onStop}
          />
        ) : (
          <span className={styles.ends}>
            {onStop && (
              <IconButton
                sign="stop"
                label={t('composer.stop')}
                tip={false}
                data-testid="stop"
                radius="xl"
                size={36}
                loading={stopping}
                onClick={onStop}
              />
            )}
            <IconButton
              key="send"
              sign="arrowUp"
              label={onStop ? t('composer.queue') : t('composer.send')}
              tip={false}
              data-testid="send"
              className={styles.send}
              type="submit"
              variant="filled"
              color="accent"
              c={canSend ? 'var(--color-on-accent)' : undefined}
              radius="xl"
              size={36}
              disabled={!canSend}
              loading={busy}
            />
          </span>
        )}
      </div>
    </form>
  );
}

/** The field grows with its text, by itself where the browser can do that. */
function useHeight(input: RefObject<HTMLTextAreaElement | null>, text: string): void {
  useLayoutEffect(() => {
    if (!growsByItself) grow(input.current, text);
  }, [input, text]);
}

const growsByItself = typeof CSS !== 'undefined' && CSS.supports('field-sizing', 'content');

function grow(field: HTMLTextAreaElement | null, text: string): void {
  if (field === null) return;
  field.style.height = '';
  field.style.height = text.length > VeryLong ? '100vh' : `${field.scrollHeight}px`;
}
