import type { ComponentType, LazyExoticComponent } from 'react';
import { lazy } from 'react';
import { pageClock } from '../turns/clock';

/** A part of the page that comes when it is shown first. */
export type Later<Props> = LazyExoticComponent<ComponentType<Props>> & {
  /** Fetches it, so that it is there when it is to be shown. */
  fetch: () => void;
};

const TryAgainMs = 3000;
const never = new AbortController().signal;

/** Makes a part that is fetched when it is shown first, and that is waited for while the network is away. */
export function later<Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>): Later<Props> {
  const part = lazy(async () => {
    for (;;) {
      try {
        return await load();
      } catch {
        await pageClock.sleep(TryAgainMs, never);
      }
    }
  });
  return Object.assign(part, { fetch: () => void load().catch(() => undefined) });
}
