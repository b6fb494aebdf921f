import { useEffect, useState } from 'react';

const loaded = new Map<string, unknown>();
const loading = new Map<string, Promise<unknown>>();

/** A part of the renderer that is fetched once, when it is wanted first. Where it cannot be fetched the page does without. */
export function useLoaded<T>(name: string, load: () => Promise<T>, wanted: boolean): T | null {
  const [part, setPart] = useState<T | null>(() => (loaded.get(name) as T | undefined) ?? null);
  useEffect(() => {
    if (!wanted || part !== null) return;
    let gone = false;
    const coming = (loading.get(name) as Promise<T> | undefined) ?? load();
    loading.set(name, coming);
    coming.then(
      got => {
        loaded.set(name, got);
        if (!gone) setPart(() => got);
      },
      () => loading.delete(name),
    );
    return () => {
      gone = true;
    };
  }, [name, load, wanted, part]);
  return part;
}
