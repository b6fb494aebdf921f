import { useQueryClient } from '@tanstack/react-query';
import { useNavigate, useParams } from 'react-router';
import type { Conversation, Page } from '../api/types';
import { conversationKeys } from '../conversations/conversationsApi';
import type { View } from '../conversations/listCache';
import { belongsTo } from '../conversations/listCache';
import { useShortcut } from '../shortcuts/useShortcuts';

const views: View[] = [{ kind: 'pinned' }, { kind: 'recent' }];

/** Goes from one conversation to the one above or below it in the list. */
export function useNeighbours(): void {
  const client = useQueryClient();
  const navigate = useNavigate();
  const { conversationId } = useParams();
  const go = (step: number) => {
    const listed = views.flatMap(view =>
      (client.getQueryData<{ pages: Page<Conversation>[] }>(conversationKeys.of(view))?.pages ?? [])
        .flatMap(page => page.data)
        .filter(item => belongsTo(view, item)),
    );
    const at = listed.findIndex(item => item.id === conversationId);
    const next = listed[at < 0 ? 0 : at + step];
    if (next !== undefined) void navigate(`/c/${next.id}`);
  };
  useShortcut('previous', () => go(-1));
  useShortcut('next', () => go(1));
}
