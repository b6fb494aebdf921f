/** Waiting, as the rest of the page needs it: cut short by an abort, and by the network coming back. */
export interface Clock {
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const pageClock: Clock = {
  sleep(ms, signal) {
    return new Promise(resolve => {
      const done = () => {
        clearTimeout(timer);
        window.removeEventListener('online', done);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      window.addEventListener('online', done);
      signal.addEventListener('abort', done);
      if (signal.aborted) done();
    });
  },
};

/** Waits grow to 15 s, with a little chance in them so that many pages do not return in one instant. */
export function backoff(attempt: number, random: () => number = Math.random): number {
  const step = Math.min(15_000, 500 * 2 ** Math.min(attempt, 10));
  return step * (0.75 + random() * 0.5);
}
