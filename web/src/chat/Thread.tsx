import { Button, Loader } from '@mantine/core';
import type { ReactNode, Ref } from 'react';
import { useImperativeHandle } from 'react';
import { IconButton } from '../ui/IconButton';
import { AssistantMessage } from './AssistantMessage';
import styles from './Chat.module.css';
import type { ThreadItem } from './thread';
import { UserMessage } from './UserMessage';
import { useStickToEnd } from './useStickToEnd';

export interface ThreadHandle {
  toEnd: () => void;
}

interface Props {
  items: readonly ThreadItem[];
  hasEarlier: boolean;
  loadingEarlier: boolean;
  onEarlier: () => void;
  handle: Ref<ThreadHandle>;
}

/** The messages of one branch, the newest at the end. */
export function Thread({ items, hasEarlier, loadingEarlier, onEarlier, handle }: Props): ReactNode {
  const { scroller, content, isAway, toEnd } = useStickToEnd(items[0]?.key ?? '');
  useImperativeHandle(handle, () => ({ toEnd: () => toEnd() }), [toEnd]);
  return (
    <div className={styles.threadFrame}>
      {/* The messages scroll by themselves, and the keyboard must reach them. */}
      {}
      <div
        ref={scroller}
        className={styles.scroller}
        tabIndex={0}
        role="group"
        aria-label="Messages"
        data-testid="thread"
      >
        <div ref={content} className={styles.thread}>
          {hasEarlier && (
            <Button
              variant="subtle"
              size="compact-sm"
              onClick={onEarlier}
              disabled={loadingEarlier}
              className={styles.earlier}
            >
              {loadingEarlier ? <Loader size={14} type="dots" /> : 'Show earlier messages'}
            </Button>
          )}
          {items.map(({ key, ...item }) =>
            item.message.role === 'user' ? (
              <UserMessage key={key} {...item} />
            ) : (
              <AssistantMessage key={key} {...item} />
            ),
          )}
        </div>
      </div>
      {isAway && (
        <IconButton
          sign="arrowDown"
          label="Go to the newest message"
          variant="default"
          radius="xl"
          className={styles.toEnd}
          onClick={() => toEnd('smooth')}
        />
      )}
    </div>
  );
}
