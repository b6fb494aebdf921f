import type { ComponentType, LazyExoticComponent } from 'react';
import { lazy } from 'react';
import { pageClock } from '../turns/clock';
import { MissingPart } from './MissingPart';

/** A part of the page that comes when it is shown first. */
export type Later<Props> = LazyExoticComponent<ComponentType<Props>> & {
  /** Fetches it, so that it is there when it is to be shown. */
  fetch: () => void;
};

const TryAgainMs = 3000;
/** After so many failures with the network there, only a new page helps: the part is gone, or the browser has given it up. */
const MostFailures = 3;
const never = new AbortController().signal;

/**
 * Makes a part that is fetched when it is shown first, and that is waited for while the network is away. In place of one
 * that does not come, the page says that it has to be loaded anew.
 */
export function later<Props extends object>(load: () => Promise<{ default: ComponentType<Props> }>): Later<Props> {
  const part = lazy(async () => {
    for (let failures = 0; ;) {
      try {
        return await load();
      } catch {
        if (navigator.onLine && ++failures >= MostFailures) return { default: MissingPart as ComponentType<Props> };
        await pageClock.sleep(TryAgainMs, never);
      }
    }
  });
  return Object.assign(part, {
    fetch() {
      // Browsers remember what failed, so nothing is asked for that cannot come now.
      if (navigator.onLine) load().catch(() => undefined);
    },
  });
}
