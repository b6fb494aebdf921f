import { useEffect, useState } from 'react';
import type { LiveEvent } from './liveEvents';
import { isOver } from './liveEvents';
import type { LiveFeed } from './liveFeed';

/** What came while the connection was lost. */
export interface CaughtUp {
  /** Answers that ended. */
  finished: number;
}

/** A connection that comes back sooner was hardly missed. */
const MissedMs = 3000;
const SettleMs = 800;
const ShownMs = 8000;

/** @returns Whether the connection has been lost for a while, and after it came back for a moment what was missed. */
export function useCaughtUp(live: LiveFeed): { isLost: boolean; caughtUp: CaughtUp | null } {
  const [isLost, setLost] = useState(false);
  const [caughtUp, setCaughtUp] = useState<CaughtUp | null>(null);

  useEffect(() => {
    let lostAt: number | null = null;
    let timer: ReturnType<typeof setTimeout> | undefined;
    const finished = new Set<string>();
    const later = (act: () => void, ms: number) => {
      clearTimeout(timer);
      timer = setTimeout(act, ms);
    };
    const tell = () => {
      const wasLong = lostAt !== null && Date.now() - lostAt > MissedMs;
      lostAt = null;
      if (!wasLong && finished.size === 0) return;
      setCaughtUp({ finished: finished.size });
      finished.clear();
      later(() => setCaughtUp(null), ShownMs);
    };
    const turn = () => {
      if (live.state === 'lost' && lostAt === null) {
        lostAt = Date.now();
        finished.clear();
        setCaughtUp(null);
        later(() => setLost(true), MissedMs);
      } else if (live.state === 'open' && lostAt !== null) {
        setLost(false);
        later(tell, SettleMs);
      } else if (live.state === 'idle') {
        lostAt = null;
        setLost(false);
        clearTimeout(timer);
      }
    };
    const hear = (events: LiveEvent[]) => {
      if (lostAt === null) return;
      for (const event of events) {
        if (event.name === 'turn.state' && isOver(event.data.state)) finished.add(event.data.turn_id);
      }
      later(tell, SettleMs);
    };
    const unwatch = live.watch(turn);
    const unlisten = live.listen(hear);
    return () => {
      unwatch();
      unlisten();
      clearTimeout(timer);
    };
  }, [live]);

  return { isLost, caughtUp };
}
