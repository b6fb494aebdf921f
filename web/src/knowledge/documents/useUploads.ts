import { createContext, use, useEffect, useState, useSyncExternalStore } from 'react';
import { uploadFile } from '../../api/upload';
import type { KnowledgeDocument } from '../../api/types';
import { useServices } from '../../services';
import { useRefreshKnowledge } from '../knowledgeApi';
import { UploadQueue } from './uploadQueue';

/** The uploads of the whole section, so that they go on while one looks at something else in it. */
export const UploadsContext = createContext<UploadQueue | null>(null);

export function useUploadQueue(): UploadQueue {
  const { session } = useServices();
  const refresh = useRefreshKnowledge();
  const [queue] = useState(
    () =>
      new UploadQueue(
        async (namespace, file, acl, progress, signal) =>
          (
            await uploadFile<{ document: KnowledgeDocument }>(
              session,
              `/v1/knowledge/${encodeURIComponent(namespace)}/documents`,
              file,
              progress,
              signal,
              { acl: JSON.stringify(acl) },
            )
          ).document,
        namespace => void refresh(namespace),
      ),
  );
  useEffect(
    () => () => {
      for (const upload of queue.snapshot()) queue.cancelAll(upload.namespace);
    },
    [queue],
  );
  return queue;
}

export function useUploads() {
  const queue = use(UploadsContext);
  if (queue === null) throw new Error('There is no queue of uploads above this component.');
  return { queue, uploads: useSyncExternalStore(queue.watch, queue.snapshot) };
}
