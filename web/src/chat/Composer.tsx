import { Textarea } from '@mantine/core';
import type { FormEvent, KeyboardEvent, ReactNode, Ref } from 'react';
import { IconButton } from '../ui/IconButton';
import styles from './Composer.module.css';
import { KnobControl } from './KnobControl';
import type { KnobChoice } from './knobs';

interface Props {
  text: string;
  onText: (text: string) => void;
  onSend: () => void;
  /** Set while an answer is being written: stops it. */
  onStop: (() => void) | null;
  stopping: boolean;
  busy: boolean;
  knobs: KnobChoice;
  onKnobs: (choice: KnobChoice) => void;
  input: Ref<HTMLTextAreaElement>;
}

/** Where a message is written. Enter sends, Shift+Enter begins a line. */
export function Composer({ text, onText, onSend, onStop, stopping, busy, knobs, onKnobs, input }: Props): ReactNode {
  const canSend = text.trim() !== '' && !busy && onStop === null;
  const submit = (event: FormEvent) => {
    event.preventDefault();
    if (canSend) onSend();
  };
  const onKeyDown = (event: KeyboardEvent<HTMLTextAreaElement>) => {
    // While a syllable is being composed, Enter belongs to the input method.
    if (event.key !== 'Enter' || event.shiftKey || event.nativeEvent.isComposing) return;
    event.preventDefault();
    if (canSend) onSend();
  };
  return (
    <form className={styles.composer} onSubmit={submit} aria-label="Write a message">
      <Textarea
        ref={input}
        variant="unstyled"
        aria-label="Message"
        data-testid="composer"
        placeholder="Ask anything"
        autosize
        minRows={1}
        maxRows={9}
        value={text}
        onChange={event => onText(event.currentTarget.value)}
        onKeyDown={onKeyDown}
        classNames={{ input: styles.input }}
      />
      <div className={styles.bar}>
        <KnobControl choice={knobs} onChange={onKnobs} />
        {onStop ? (
          <IconButton
            key="stop"
            sign="stop"
            label="Stop"
            tip={false}
            data-testid="stop"
            variant="filled"
            color="accent"
            c="var(--color-on-accent)"
            radius="xl"
            loading={stopping}
            onClick={onStop}
          />
        ) : (
          <IconButton
            key="send"
            sign="arrowUp"
            label="Send"
            tip={false}
            data-testid="send"
            type="submit"
            variant="filled"
            color="accent"
            c={canSend ? 'var(--color-on-accent)' : undefined}
            radius="xl"
            disabled={!canSend}
            loading={busy}
          />
        )}
      </div>
    </form>
  );
}
