import { SseSplitter } from '../api/sse';
import type { TurnEvent } from './turnEvents';

/** A silent stream sends a comment each 15 s; one that is silent for longer than this is dead. */
const SilenceMs = 40_000;

/** Reads the events of an open stream until it ends. It throws when the stream breaks or falls silent. */
export async function* readEvents(response: Response, signal?: AbortSignal): AsyncGenerator<TurnEvent[]> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  const splitter = new SseSplitter();
  const stop = () => void reader.cancel().catch(() => undefined);
  signal?.addEventListener('abort', stop);
  try {
    for (;;) {
      const { done, value } = await withinSilence(reader.read(), stop);
      if (done) return;
      const events = splitter.push(value).flatMap(item => {
        const id = Number(item.lastEventId);
        return Number.isInteger(id) && id > 0 ? [{ id, name: item.event, data: parse(item.data) }] : [];
      });
      if (events.length > 0) yield events;
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
  }
}

function parse(data: string): unknown {
  return JSON.parse(data) as unknown;
}

async function withinSilence<T>(read: Promise<T>, stop: () => void): Promise<T> {
  let timer: ReturnType<typeof setTimeout> | undefined;
  const silence = new Promise<never>((_, reject) => {
    timer = setTimeout(() => {
      stop();
      reject(new Error('The stream fell silent.'));
    }, SilenceMs);
  });
  try {
    return await Promise.race([read, silence]);
  } finally {
    clearTimeout(timer);
  }
}
