import { useCallback, useMemo, useRef, useState } from 'react';
import type { CitedPassage, Citing } from '../citations/citing';

/** The passage whose document is open, and the way there and back to where it was opened. */
export function useCitedPassage() {
  const [passage, setPassage] = useState<CitedPassage | null>(null);
  const opener = useRef<Element | null>(null);
  const citing = useMemo<Citing>(
    () => ({
      citations: [],
      sources: [],
      shown: passage,
      open(next) {
        opener.current = document.activeElement;
        setPassage(next);
      },
    }),
    [passage],
  );
  const close = useCallback(() => {
    setPassage(null);
    if (opener.current instanceof HTMLElement) opener.current.focus();
  }, []);
  return { passage, citing, close };
}
