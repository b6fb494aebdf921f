import type { KeyboardEvent, RefObject } from 'react';
import { useEffect } from 'react';
import { useShortcut } from '../shortcuts/useShortcuts';
import type { ThreadHandle } from './Thread';

/** Where the focus is at first, and the keys that lead through the messages and back to the composer. */
export function useChatKeys(input: RefObject<HTMLTextAreaElement | null>, thread: RefObject<ThreadHandle | null>) {
  useEffect(() => {
    // On a touch screen the keyboard would cover half of what is to be read.
    if (window.matchMedia('(hover: hover)').matches) input.current?.focus();
  }, [input]);

  useShortcut('focusComposer', () => input.current?.focus());

  return (event: KeyboardEvent<HTMLElement>) => {
    // Keys of menus and dialogs that were opened here come by too, wherever these stand.
    if (!(event.target instanceof Node && event.currentTarget.contains(event.target))) return;
    if (event.altKey && !event.shiftKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      thread.current?.step(event.key === 'ArrowUp' ? -1 : 1);
    } else if (event.key === 'Escape' && event.target instanceof HTMLElement && event.target.dataset['row']) {
      input.current?.focus();
    }
  };
}
