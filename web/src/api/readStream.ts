import type { StreamEvent } from './sse';
import { SseSplitter } from './sse';

/** A silent stream sends a comment each 15 s; one that is silent for longer than this is dead. */
const SilenceMs = 40_000;

/** Reads an open event stream until it ends. It throws when the stream breaks or falls silent. */
export async function* readStream(response: Response, signal?: AbortSignal): AsyncGenerator<StreamEvent[]> {
  if (response.body === null) return;
  const reader = response.body.getReader();
  const splitter = new SseSplitter();
  const stop = () => void reader.cancel().catch(() => undefined);
  signal?.addEventListener('abort', stop);
  try {
    for (;;) {
      const { done, value } = await withinSilence(reader.read(), stop);
      if (done) return;
      const events = splitter.push(value);
      if (events.length > 0) yield events;
    }
  } finally {
    signal?.removeEventListener('abort', stop);
    stop();
  }
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
