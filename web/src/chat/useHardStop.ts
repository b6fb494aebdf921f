import { useState } from 'react';
import { useServices } from '../services';
import type { LiveTurn } from '../turns/liveTurn';

/**
 * A message that nothing was left for goes back to where it was typed, with what the server says of it.
 * @param text What stands in the composer. Somebody who has typed on keeps that, and finds the message in the thread.
 */
export function useHardStop(turns: readonly LiveTurn[], text: string, setText: (text: string) => void) {
  const store = useServices().turns;
  const [stopped, setStopped] = useState<LiveTurn | null>(null);
  const [isOver, setOver] = useState(false);
  const refused = turns.findLast(
    // What was edited belongs where it stands, and is sent again from there.
    turn => turn.phase === 'refused' && turn.problem?.resetsAt && turn.request?.message && !turn.place?.replaces,
  );
  if (refused && refused.key !== stopped?.key && text === '') {
    setStopped(refused);
    setOver(false);
    setText(refused.request!.message!);
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
