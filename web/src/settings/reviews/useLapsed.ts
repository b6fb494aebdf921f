import { useEffect, useState } from 'react';

/** How long a claim keeps others from a case, as the server has it. */
export const claimMs = 15 * 60_000;

/** Whether a claim is over by now, and when it is later, then. */
export function useLapsed(claimedAt: string | null): boolean {
  const until = claimedAt === null ? 0 : Date.parse(claimedAt) + claimMs;
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setTimeout(() => setNow(Math.max(Date.now(), until)), Math.max(0, until - Date.now()));
    return () => clearTimeout(timer);
  }, [until]);
  return now >= until;
}
