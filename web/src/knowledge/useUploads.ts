import { useEffect, useReducer, useRef } from 'react';
import { sentenceOf } from '../api/problem';
import { uploadFile } from '../api/upload';
import type { KnowledgeDocument } from '../api/types';
import { useServices } from '../services';
import { useRefreshKnowledge } from './knowledgeApi';

export interface Upload {
  id: number;
  name: string;
  share: number;
  problem: string | null;
  /** What the file became, once it has arrived. */
  document: KnowledgeDocument | null;
}

type Step =
  | { kind: 'add'; upload: Upload }
  | { kind: 'share'; id: number; share: number }
  | { kind: 'arrive'; id: number; document: KnowledgeDocument }
  | { kind: 'fail'; id: number; problem: string }
  | { kind: 'drop'; id: number };

/** Files on their way to the server, one after the other, and the documents that they became. */
export function useUploads() {
  const { session } = useServices();
  const refresh = useRefreshKnowledge();
  const [uploads, step] = useReducer(reduce, []);
  const numbers = useRef(0);
  const tail = useRef(Promise.resolve());
  const stop = useRef<AbortController | null>(null);

  useEffect(() => {
    const own = new AbortController();
    stop.current = own;
    return () => own.abort();
  }, []);

  const send = async (namespace: string, file: File, id: number) => {
    const signal = stop.current!.signal;
    try {
      const { document } = await uploadFile<{ document: KnowledgeDocument }>(
        session,
        `/v1/knowledge/${encodeURIComponent(namespace)}/documents`,
        file,
        share => step({ kind: 'share', id, share }),
        signal,
      );
      step({ kind: 'arrive', id, document });
      await refresh(namespace);
    } catch (error) {
      if (!signal.aborted) step({ kind: 'fail', id, problem: sentenceOf(error) });
    }
  };

  const add = (namespace: string, files: readonly File[]) => {
    for (const file of files) {
      const id = ++numbers.current;
      step({ kind: 'add', upload: { id, name: file.name, share: 0, problem: null, document: null } });
      tail.current = tail.current.then(() => send(namespace, file, id));
    }
  };

  return { uploads, add, dismiss: (id: number) => step({ kind: 'drop', id }) };
}

function reduce(uploads: Upload[], step: Step): Upload[] {
  if (step.kind === 'add') return [...uploads, step.upload];
  if (step.kind === 'drop') return uploads.filter(upload => upload.id !== step.id);
  return uploads.map(upload => {
    if (upload.id !== step.id) return upload;
    if (step.kind === 'share') return { ...upload, share: step.share };
    return step.kind === 'fail' ? { ...upload, problem: step.problem } : { ...upload, document: step.document };
  });
}
