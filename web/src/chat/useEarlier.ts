import { useEffect, useRef, useState } from 'react';
import { isPassing } from '../api/problem';
import type { Message, Page } from '../api/types';
import { backoff, pageClock } from '../turns/clock';
import type { BranchReader, ReadBranch } from './branchReader';

const PageSize = 200;

/** So much text is read ahead of the reader; what is before it comes when they get there. */
const ReadAhead = 24_000_000;

/** What stands in the way of reading the messages before those that are there. */
export interface Earlier {
  /** Whether there are any. */
  isMore: boolean;
  isFailing: boolean;
  /** The reader wants them now. */
  ask: () => void;
}

/** Reads the earlier messages of a branch while the page is idle, so that they are there before the reader is. */
export function useEarlier(
  reader: BranchReader,
  { earlier }: ReadBranch,
  read: (cursor: string, limit: number, signal: AbortSignal) => Promise<Page<Message>>,
): Earlier {
  const [isFailing, setFailing] = useState(false);
  const [asked, setAsked] = useState<string | null>(null);
  const latest = useRef(read);
  useEffect(() => {
    latest.current = read;
  });

  useEffect(() => {
    if (earlier === null) return;
    const characters = reader.snapshot().messages.reduce((sum, { content }) => sum + content.length, 0);
    if (characters > ReadAhead && asked !== earlier) return;
    const stop = new AbortController();
    void whenIdle(stop.signal)
      .then(() => untilThere(() => latest.current(earlier, PageSize, stop.signal), setFailing, stop.signal))
      .then(page => page && reader.earlier(page))
      // A refusal here is one of the newest page too, and is told there.
      .catch(() => undefined);
    return () => stop.abort();
  }, [reader, earlier, asked]);

  return { isMore: earlier !== null, isFailing, ask: () => setAsked(earlier) };
}

async function untilThere(
  read: () => Promise<Page<Message>>,
  failing: (is: boolean) => void,
  signal: AbortSignal,
): Promise<Page<Message> | null> {
  for (let attempt = 0; !signal.aborted; attempt++) {
    try {
      const page = await read();
      failing(false);
      return signal.aborted ? null : page;
    } catch (error) {
      if (signal.aborted) return null;
      if (!isPassing(error)) throw error;
      failing(true);
      await pageClock.sleep(backoff(attempt), signal);
    }
  }
  return null;
}

function whenIdle(signal: AbortSignal): Promise<void> {
  return new Promise(resolve => {
    const wait = window.requestIdleCallback?.bind(window) ?? ((work: () => void) => window.setTimeout(work, 1));
    const handle = wait(() => resolve(), { timeout: 500 });
    signal.addEventListener('abort', () => {
      (window.cancelIdleCallback?.bind(window) ?? clearTimeout)(handle);
      resolve();
    });
  });
}
