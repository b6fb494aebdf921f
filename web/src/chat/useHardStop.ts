import { useState } from 'react';
import { useServices } from '../services';
import type { LiveTurn } from '../turns/liveTurn';
import type { Outgoing } from './useSending';

/**
 * A message that nothing was left for goes back to where it was typed, with what the server says of it.
 * @param isEmpty Whether the composer is. Somebody who has typed on keeps that, and finds the message in the thread.
 */
export function useHardStop(turns: readonly LiveTurn[], isEmpty: boolean, giveBack: (outgoing: Outgoing) => void) {
  const store = useServices().turns;
  const [stopped, setStopped] = useState<LiveTurn | null>(null);
  const [isOver, setOver] = useState(false);
  const refused = turns.findLast(
    // What was edited belongs where it stands, and is sent again from there.
    turn =>
      turn.phase === 'refused' &&
      turn.problem?.resetsAt &&
      turn.request?.message !== undefined &&
      !turn.place?.replaces,
  );
  if (refused && refused.key !== stopped?.key && isEmpty) {
    setStopped(refused);
    setOver(false);
    giveBack({ message: refused.request!.message!, attachments: refused.files });
  }
  return {
    problem: isOver ? null : (stopped?.problem ?? null),
    /** The turn whose message is back in the composer. */
    takenBack: stopped?.key ?? null,
    /** The next message goes out. */
    forget() {
      setOver(true);
      if (stopped !== null) store.dismiss(stopped.key);
    },
  };
}
