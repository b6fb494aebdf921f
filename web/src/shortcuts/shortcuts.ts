import { i18n } from '../i18n/i18n';

/**
 * What can be done by keys anywhere on the page. `mod` is Ctrl, and the command key on a Mac. Alt with Shift is what neither browsers nor
 * screen readers take for themselves; letters are told by their place on the keyboard, which does not change with what Alt types.
 */
export const shortcuts = {
  palette: 'mod+KeyK',
  newConversation: 'alt+shift+KeyN',
  search: 'alt+shift+KeyF',
  focusComposer: 'alt+shift+KeyM',
  previous: 'alt+shift+ArrowUp',
  next: 'alt+shift+ArrowDown',
  sidebar: 'alt+shift+KeyS',
  help: '?',
} as const;

export type ShortcutId = keyof typeof shortcuts;

type Pressed = Pick<KeyboardEvent, 'key' | 'code' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>;

const isMac = () => typeof navigator !== 'undefined' && /mac|iphone|ipad/i.test(navigator.platform ?? '');

/** @returns The shortcut that the pressed keys stand for, or null. */
export function shortcutOf(event: Pressed, isTyping: boolean): ShortcutId | null {
  for (const [id, keys] of Object.entries(shortcuts) as [ShortcutId, string][]) {
    if (keys === '?') {
      if (event.key === '?' && !isTyping && !event.ctrlKey && !event.metaKey && !event.altKey) return id;
      continue;
    }
    const parts = keys.split('+');
    const mod = parts.includes('mod');
    if (
      event.code === parts.at(-1) &&
      event.altKey === parts.includes('alt') &&
      event.shiftKey === parts.includes('shift') &&
      (isMac() ? event.metaKey === mod && !event.ctrlKey : event.ctrlKey === mod && !event.metaKey)
    )
      return id;
  }
  return null;
}

/** The keys of a shortcut as they stand on the keyboard. */
export function keysOf(id: ShortcutId): string[] {
  const names: Record<string, string> = {
    ArrowUp: '↑',
    ArrowDown: '↓',
    ...(isMac()
      ? { mod: '⌘', alt: '⌥', shift: '⇧' }
      : {
          mod: i18n.t('shortcuts:keys.control'),
          alt: i18n.t('shortcuts:keys.alt'),
          shift: i18n.t('shortcuts:keys.shift'),
        }),
  };
  return shortcuts[id].split('+').map(key => names[key] ?? key.replace(/^Key/, ''));
}

/** Whether keys that are pressed there write something. */
export function isTypingIn(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  return target.isContentEditable || /^(textarea|select)$/i.test(target.tagName) || isTextInput(target);
}

function isTextInput(target: HTMLElement): boolean {
  return target instanceof HTMLInputElement && !/^(button|checkbox|radio|range|submit|file)$/.test(target.type);
}
