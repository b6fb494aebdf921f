import { useCallback, useEffect } from 'react';
import { useServices } from '../services';
import type { Draft } from './drafts';
import { withBack } from './drafts';
import { useAttachments } from './useAttachments';
import { draftPlace, useDraft } from './useDraft';

/** What stands in the composer of a conversation: words and files, and what comes back to them. */
export function useComposing(conversationId: string | undefined) {
  const { drafts } = useServices();
  const [text, setText] = useDraft(conversationId);
  const attachments = useAttachments(conversationId);
  const { putBack } = attachments;
  /** What did not go stands in the composer again, before what was written since. */
  const giveBack = useCallback(
    ({ message, attachments: files }: Draft) => {
      setText(now => withBack(message, now));
      putBack(files);
    },
    [setText, putBack],
  );
  useEffect(() => drafts.attend(draftPlace(conversationId), giveBack), [drafts, conversationId, giveBack]);
  return { text, setText, attachments, giveBack };
}
