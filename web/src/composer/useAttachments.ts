import { useQuery } from '@tanstack/react-query';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { Problem, sentenceOf } from '../api/problem';
import type { Attachment } from '../api/types';
import { uploadFile } from '../api/upload';
import { i18n } from '../i18n/i18n';
import { useServices } from '../services';
import { draftPlace } from './useDraft';

/** A file on its way to the server, or there. */
export interface Upload {
  key: number;
  name: string;
  isImage: boolean;
  /** The share that was sent, 0 to 1. */
  share: number;
  attachment: Attachment | null;
  problem: string | null;
}

export interface Attachments {
  all: readonly Upload[];
  /** Whether this server takes files. */
  isOffered: boolean;
  /** Whether some are still on their way: nothing goes out before they are there. */
  isBusy: boolean;
  /** Whether some are there. */
  isReady: boolean;
  add: (files: readonly File[]) => void;
  remove: (key: number) => void;
  /** Hands over what is there. What is not, because it failed or is on its way, stays. */
  take: () => Attachment[];
  /** Takes again what was handed over and did not go. */
  putBack: (files: readonly Attachment[]) => void;
}

interface StoredFile {
  id: string;
  filename: string;
  bytes: number;
  media_type?: string | null;
}

let lastKey = 0;
const newKey = () => ++lastKey;

/** The files that will go with the next message. Each is sent as soon as it is chosen, and kept with the draft once it is there. */
export function useAttachments(conversationId: string | undefined): Attachments {
  const { http, session, drafts } = useServices();
  const place = draftPlace(conversationId);
  const [all, setAll] = useState<readonly Upload[]>(() => drafts.filesOf(place).map(arrived));
  const stops = useRef(new Map<number, AbortController>());
  const offered = useQuery({
    queryKey: ['files-offered'],
    queryFn: async ({ signal }) => {
      try {
        await http.ask('GET', '/v1/files', { query: { limit: 1 }, signal });
        return true;
      } catch (error) {
        if (error instanceof Problem && [403, 404].includes(error.status)) return false;
        throw error;
      }
    },
    staleTime: Infinity,
  });

  useEffect(() => {
    const running = stops.current;
    return () => running.forEach(stop => stop.abort());
  }, []);

  const kept = useRef(readyOf(all));
  useEffect(() => {
    const stop = new AbortController();
    // Nothing on the server waits for a draft: a file that no message took is gone after a day.
    const check = async ({ file_id }: Attachment) => {
      try {
        await http.ask('GET', `/v1/files/${encodeURIComponent(file_id)}`, { signal: stop.signal });
      } catch (error) {
        if (!(error instanceof Problem) || error.status !== 404) return;
        const isIt = (item: Upload) => item.attachment?.file_id === file_id;
        const problem = i18n.t('chat:attachments.gone');
        setAll(items => items.map(item => (isIt(item) ? { ...item, attachment: null, problem } : item)));
      }
    };
    kept.current.forEach(file => void check(file));
    return () => stop.abort();
  }, [http]);

  useEffect(() => {
    const ready = readyOf(all);
    if (idsOf(ready) === idsOf(kept.current)) return;
    kept.current = ready;
    drafts.keepFiles(place, ready);
  }, [drafts, place, all]);

  const putBack = useCallback((files: readonly Attachment[]) => {
    const isBack = (item: Upload) => files.some(file => file.file_id === item.attachment?.file_id);
    setAll(items => [...files.map(arrived), ...items.filter(item => !isBack(item))]);
  }, []);

  return useMemo(() => {
    const change = (key: number, change: Partial<Upload>) =>
      setAll(items => items.map(item => (item.key === key ? { ...item, ...change } : item)));
    const send = async (key: number, file: File) => {
      const stop = new AbortController();
      stops.current.set(key, stop);
      try {
        const progress = (share: number) => change(key, { share });
        const stored = await uploadFile<StoredFile>(session, '/v1/files', file, progress, stop.signal);
        change(key, { attachment: attachmentOf(stored, file) });
      } catch (error) {
        if (!stop.signal.aborted) change(key, { problem: sentenceOf(error) });
      } finally {
        stops.current.delete(key);
      }
    };
    const ready = readyOf(all);
    return {
      all,
      isOffered: offered.data ?? false,
      isBusy: all.some(item => item.attachment === null && item.problem === null),
      isReady: ready.length > 0,
      add(files) {
        for (const file of files) {
          const key = newKey();
          const isImage = file.type.startsWith('image/');
          const upload = { key, name: file.name, isImage, share: 0, attachment: null, problem: null };
          setAll(items => [...items, upload]);
          void send(key, file);
        }
      },
      remove(key) {
        stops.current.get(key)?.abort();
        setAll(items => items.filter(item => item.key !== key));
      },
      take() {
        setAll(items => items.filter(item => !all.includes(item) || item.attachment === null));
        return ready;
      },
      putBack,
    };
  }, [all, offered.data, session, putBack]);
}

function readyOf(all: readonly Upload[]): Attachment[] {
  return all.flatMap(item => item.attachment ?? []);
}

function idsOf(files: readonly Attachment[]): string {
  return files.map(file => file.file_id).join();
}

function arrived(file: Attachment): Upload {
  return {
    key: newKey(),
    name: file.name,
    isImage: file.kind === 'image',
    share: 1,
    attachment: file,
    problem: null,
  };
}

function attachmentOf(stored: StoredFile, file: File): Attachment {
  const type = stored.media_type ?? file.type;
  return {
    file_id: stored.id,
    name: stored.filename,
    media_type: type,
    bytes: stored.bytes,
    kind: type.startsWith('image/') ? 'image' : 'text',
  };
}
