import { useEffect, useEffectEvent } from 'react';
import type { ShortcutId } from './shortcuts';
import { isTypingIn, shortcutOf } from './shortcuts';

type Run = () => void;

/** Who answers to a shortcut: the last that came goes first, as a dialog does over the page. */
const answers = new Map<ShortcutId, Run[]>();

/** Answers to a shortcut, or to being picked in the command palette, while the part of the page stands. */
export function useShortcut(id: ShortcutId, run: Run): void {
  const act = useEffectEvent(run);
  useEffect(() => {
    const own = () => act();
    answers.set(id, [...(answers.get(id) ?? []), own]);
    return () =>
      void answers.set(
        id,
        answers.get(id)!.filter(other => other !== own),
      );
  }, [id]);
}

/** @returns Whether somebody answered. */
export function runShortcut(id: ShortcutId): boolean {
  const run = answers.get(id)?.at(-1);
  run?.();
  return run !== undefined;
}

/** Listens for the shortcuts of the page. What a dialog holds the focus in is left alone. */
export function useShortcutKeys(): void {
  useEffect(() => {
    const press = (event: KeyboardEvent) => {
      if (event.defaultPrevented || event.repeat || event.isComposing) return;
      const id = shortcutOf(event, isTypingIn(event.target));
      if (id === null) return;
      const isInDialog = event.target instanceof Element && event.target.closest('[role=dialog]') !== null;
      if (isInDialog && id !== 'palette') return;
      if (runShortcut(id)) event.preventDefault();
    };
    window.addEventListener('keydown', press);
    return () => window.removeEventListener('keydown', press);
  }, []);
}
