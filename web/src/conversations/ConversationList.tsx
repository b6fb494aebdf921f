import { Button, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useParams } from 'react-router';
import { sentenceOf } from '../api/problem';
import { Notice } from '../ui/Notice';
import styles from './ConversationList.module.css';
import { ConversationRow } from './ConversationRow';
import { useConversations } from './conversationsApi';
import { groupByAge } from './groupByAge';

/** All conversations of who is signed in, page by page. */
export function ConversationList({ onPick }: { onPick: () => void }): ReactNode {
  const { conversationId } = useParams();
  const list = useConversations();
  if (list.isPending) return <Waiting />;
  const conversations = list.data?.pages.flatMap(page => page.data) ?? [];
  return (
    <nav className={styles.list} aria-label="Conversations">
      {list.error && (
        <Notice
          action={
            <Button size="compact-xs" variant="default" onClick={() => void list.refetch()}>
              Try again
            </Button>
          }
        >
          {sentenceOf(list.error)}
        </Notice>
      )}
      {!list.error && conversations.length === 0 && <p className={styles.none}>Your conversations will stand here.</p>}
      {groupByAge(conversations, new Date()).map(group => (
        <section key={group.name} aria-label={group.name}>
          <h3 className={styles.age}>{group.name}</h3>
          <ul className={styles.rows}>
            {group.items.map(item => (
              <ConversationRow key={item.id} conversation={item} isOpen={item.id === conversationId} onPick={onPick} />
            ))}
          </ul>
        </section>
      ))}
      {list.hasNextPage && (
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          fullWidth
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          Show older
        </Button>
      )}
    </nav>
  );
}

function Waiting(): ReactNode {
  return (
    <div className={styles.list} aria-busy="true" aria-label="Loading conversations">
      {[70, 55, 80, 60].map(width => (
        <Skeleton key={width} height={14} width={`${width}%`} my={10} ml={10} />
      ))}
    </div>
  );
}
