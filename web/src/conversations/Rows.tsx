import type { ReactNode } from 'react';
import { useMemo } from 'react';
import { useParams } from 'react-router';
import type { Conversation } from '../api/types';
import styles from './ConversationList.module.css';
import { ConversationRow } from './ConversationRow';
import type { View } from './listCache';
import { belongsTo } from './listCache';

export function Rows({ items, onPick }: { items: readonly Conversation[]; onPick: () => void }): ReactNode {
  const { conversationId } = useParams();
  return (
    <ul className={styles.rows}>
      {items.map(item => (
        <ConversationRow key={item.id} conversation={item} isOpen={item.id === conversationId} onPick={onPick} />
      ))}
    </ul>
  );
}

/** What of the pages is shown: the server may know fewer views than the page. */
export function useShown(pages: { data: Conversation[] }[] | undefined, view: View): Conversation[] {
  return useMemo(() => pages?.flatMap(page => page.data).filter(item => belongsTo(view, item)) ?? [], [pages, view]);
}
