import type { Attachment } from '../api/types';

/** A message that is sent when the answer before it has ended. */
export interface WaitingMessage {
  id: string;
  conversationId: string;
  text: string;
  attachments: Attachment[];
}

const none: readonly WaitingMessage[] = [];

/** Messages that were written while an answer was, in the order in which they will be sent. A reload keeps them. */
export class Waiting {
  static readonly Key = 'parley.waiting';
  readonly #watchers = new Set<() => void>();
  #all: readonly WaitingMessage[];

  constructor(private readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>) {
    this.#all = read(storage);
  }

  snapshot = (): readonly WaitingMessage[] => this.#all;

  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  add(message: WaitingMessage): void {
    this.#keep([...this.#all, message]);
  }

  remove(id: string): void {
    this.#keep(this.#all.filter(item => item.id !== id));
  }

  clear(): void {
    this.#keep(none);
  }

  #keep(all: readonly WaitingMessage[]): void {
    this.#all = all;
    try {
      if (all.length === 0) this.storage.removeItem(Waiting.Key);
      else this.storage.setItem(Waiting.Key, JSON.stringify(all));
    } catch {
      // A full or forbidden storage costs what waits after a reload, nothing else.
    }
    this.#watchers.forEach(watcher => watcher());
  }
}

function read(storage: Pick<Storage, 'getItem'>): readonly WaitingMessage[] {
  try {
    const kept: unknown = JSON.parse(storage.getItem(Waiting.Key) ?? '[]');
    return Array.isArray(kept) ? (kept as WaitingMessage[]) : none;
  } catch {
    return none;
  }
}
