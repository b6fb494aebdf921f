import type { ReactNode } from 'react';
import { memo } from 'react';
import { AssistantMessage } from './AssistantMessage';
import styles from './Chat.module.css';
import type { ThreadItem } from './thread';
import { UserMessage } from './UserMessage';

interface Props {
  item: ThreadItem;
  /** Its place among all messages, from 1. */
  position: number;
  /** How many there are; -1 while that is not known. */
  count: number;
  /** True when the reader was led here. */
  isFound: boolean;
}

/** One message in its place. */
export const ThreadRow = memo(function ThreadRow({ item, position, count, isFound }: Props): ReactNode {
  const Body = item.message.role === 'user' ? UserMessage : AssistantMessage;
  return (
    <article
      className={styles.row}
      data-row={item.key}
      data-message-id={item.message.id}
      data-found={isFound || undefined}
      tabIndex={-1}
      aria-posinset={position}
      aria-setsize={count}
      aria-label={item.message.role === 'user' ? 'You' : 'Parley'}
    >
      <Body message={item.message} turn={item.turn} pending={item.pending} />
    </article>
  );
});
