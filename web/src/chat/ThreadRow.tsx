import type { ReactNode } from 'react';
import { memo, Suspense } from 'react';
import { useTranslation } from 'react-i18next';
import { later } from '../ui/later';
import { AssistantMessage } from './AssistantMessage';
import styles from './Chat.module.css';
import { useCompared } from './compared';
import type { ThreadItem } from './thread';
import { UserMessage } from './UserMessage';

const Comparison = later(() => import('./Comparison'));

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
  const { t } = useTranslation('chat');
  const compared = useCompared(item.message.id);
  const Body = item.message.role === 'user' ? UserMessage : AssistantMessage;
  return (
    <article
      className={styles.row}
      data-row={item.key}
      data-message-id={item.message.id}
      data-wide={compared !== null || undefined}
      data-found={isFound || undefined}
      tabIndex={-1}
      aria-posinset={position}
      aria-setsize={count}
      aria-label={item.message.role === 'user' ? t('thread.you') : t('thread.parley')}
    >
      {compared ? (
        <Suspense fallback={<Body message={item.message} turn={item.turn} pending={item.pending} />}>
          <Comparison item={item} compared={compared} />
        </Suspense>
      ) : (
        <Body message={item.message} turn={item.turn} pending={item.pending} />
      )}
    </article>
  );
});
