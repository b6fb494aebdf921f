import type { ReactElement, Ref } from 'react';
import { cloneElement, useCallback, useState } from 'react';

export type OpenerElement = ReactElement<{ ref?: Ref<HTMLButtonElement>; onClick?: () => void }>;

const opened = new WeakSet<HTMLButtonElement>();

/**
 * Opens what belongs to a button as soon as it is built, and gives the button the focus first: it gets it back when all
 * is closed again. It stays closed when the focus has gone elsewhere meanwhile.
 */
export function useOpened(button: OpenerElement) {
  const [isOpen, setOpen] = useState(false);
  const begin = useCallback((opener: HTMLButtonElement | null) => {
    if (opener === null || opened.has(opener)) return;
    opened.add(opener);
    // It took its time, and whoever pressed does something else now.
    if (!document.activeElement?.contains(opener)) return;
    opener.focus({ preventScroll: true });
    setOpen(true);
  }, []);
  return { isOpen, setOpen, button: cloneElement(button, { ref: begin }) };
}
