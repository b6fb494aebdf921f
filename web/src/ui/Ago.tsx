import type { ReactNode } from 'react';
import { useSyncExternalStore } from 'react';
import { ago, moment } from './moments';

const EveryMs = 30_000;
const watchers = new Set<() => void>();
let now = Date.now();
let timer: ReturnType<typeof setInterval> | undefined;

/** A moment by its distance from now; the moment itself is told to whoever rests on it. */
export function Ago({ at }: { at: string }): ReactNode {
  const present = useSyncExternalStore(watch, () => now);
  return (
    <time dateTime={at} title={moment(at)}>
      {ago(at, present)}
    </time>
  );
}

function watch(changed: () => void): () => void {
  if (watchers.size === 0) now = Date.now();
  watchers.add(changed);
  timer ??= setInterval(() => {
    now = Date.now();
    watchers.forEach(tell => tell());
  }, EveryMs);
  return () => {
    watchers.delete(changed);
    if (watchers.size > 0) return;
    clearInterval(timer);
    timer = undefined;
  };
}
