import { useCallback, useEffect, useRef, useState } from 'react';
import { useLocation } from 'react-router';
import type { LiveTurn } from '../turns/liveTurn';

/** Which message an address leads to: sought until it is on the screen, and found from then on. */
export function useArrival(at: string | null) {
  const [arrivedAt, setArrivedAt] = useState<string | null>(null);
  const isHere = (useLocation().state as { isHere?: boolean } | null)?.isHere ?? false;
  const sought = at === null || isHere || at === arrivedAt ? null : at;
  const [found, setFound] = useState<string | null>(null);
  const onArrived = useCallback(() => {
    setArrivedAt(at);
    setFound(at);
  }, [at]);
  return { sought, found, onArrived };
}

/** A branch that is looked at has a new end: follows it there, once, so that the reader can go back. */
export function useNewEnd(at: string | null, turns: readonly LiveTurn[], goTo: (messageId: string) => void): void {
  const followed = useRef(new Set<string>());
  const grown = turns.findLast(turn => at !== null && turn.place?.at === at && turn.state.started !== null);
  const newEnd = grown?.state.started?.assistant_message_id;
  const grownKey = grown?.key;
  useEffect(() => {
    if (grownKey === undefined || newEnd === undefined || followed.current.has(grownKey)) return;
    followed.current.add(grownKey);
    if (newEnd !== at) goTo(newEnd);
  }, [grownKey, newEnd, at, goTo]);
}
