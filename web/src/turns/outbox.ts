import type { Attachment, TurnRequest } from '../api/types';
import type { Place } from './liveTurn';

/** A send that the server has not confirmed yet. */
export interface Unsent {
  conversationId: string;
  request: TurnRequest;
  place: Place | null;
  /** The files that go with it. */
  files?: readonly Attachment[];
}

/**
 * Keeps sends until they are accepted, over a reload of the tab: what was on its way when the page went is sent again
 * under the same client_message_id, and so happens once.
 */
export class Outbox {
  static readonly Key = 'parley.outbox';

  constructor(private readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>) {}

  all(): Unsent[] {
    try {
      return JSON.parse(this.storage.getItem(Outbox.Key) ?? '[]') as Unsent[];
    } catch {
      return [];
    }
  }

  add(unsent: Unsent): void {
    this.#keep([...this.all().filter(item => !isSame(item, unsent.request)), unsent]);
  }

  remove(request: TurnRequest): void {
    this.#keep(this.all().filter(item => !isSame(item, request)));
  }

  clear(): void {
    this.#keep([]);
  }

  #keep(items: Unsent[]): void {
    try {
      if (items.length === 0) this.storage.removeItem(Outbox.Key);
      else this.storage.setItem(Outbox.Key, JSON.stringify(items));
    } catch {
      // A full or forbidden storage costs the resend after a reload, nothing else.
    }
  }
}

function isSame(item: Unsent, request: TurnRequest): boolean {
  return item.request.client_message_id === request.client_message_id;
}
