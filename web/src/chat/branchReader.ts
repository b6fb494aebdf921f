import type { Message, Page } from '../api/types';

/** A branch as far as it has been read. */
export interface ReadBranch {
  /** Oldest first. */
  messages: readonly Message[];
  /** Where the page before the oldest begins; null when the first message of all is there. */
  earlier: string | null;
}

const nothing: ReadBranch = { messages: [], earlier: null };

/**
 * Puts together what was read of a conversation, page by page. A page of the newest messages may come again and again,
 * and of another branch too: what is known already is not read twice.
 */
export class BranchReader {
  readonly #known = new Map<string, Message>();
  /** By the oldest message of a page: where the one before it begins. */
  readonly #cursors = new Map<string, string>();
  readonly #watchers = new Set<() => void>();
  #newest: readonly Message[] | null = null;
  #branch = nothing;

  snapshot = (): ReadBranch => this.#branch;

  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  /** Takes the newest page of the branch that is looked at. */
  newest(page: Page<Message>): void {
    if (page.data === this.#newest) return;
    this.#newest = page.data;
    this.#keep(page);
    this.#walk();
  }

  /** Takes the page before the oldest message that was there. */
  earlier(page: Page<Message>): void {
    this.#keep(page);
    this.#walk();
  }

  /** Something about a message changed that its page will not tell again. */
  change(id: string, change: Partial<Message>): void {
    const message = this.#known.get(id);
    if (message === undefined) return;
    this.#known.set(id, { ...message, ...change });
    this.#walk();
  }

  #keep(page: Page<Message>): void {
    for (const message of page.data) this.#known.set(message.id, message);
    const oldest = oldestOf(page.data);
    if (oldest !== undefined && page.next_cursor !== null) this.#cursors.set(oldest.id, page.next_cursor);
  }

  #walk(): void {
    const parents = new Set(this.#newest?.map(message => message.parent_id));
    const branch: Message[] = [];
    let next = this.#newest?.find(message => !parents.has(message.id));
    next = next && this.#known.get(next.id);
    const walked = new Set<Message>();
    while (next !== undefined && !walked.has(next)) {
      walked.add(next);
      branch.push(next);
      next = next.parent_id === null ? undefined : this.#known.get(next.parent_id);
    }
    branch.reverse();
    const first = branch[0];
    const earlier = first && first.parent_id !== null ? (this.#cursors.get(first.id) ?? null) : null;
    this.#branch = { messages: branch, earlier };
    this.#watchers.forEach(watcher => watcher());
  }
}

/** The message whose parent is not in the page. */
function oldestOf(page: readonly Message[]): Message | undefined {
  const ids = new Set(page.map(message => message.id));
  return page.find(message => message.parent_id === null || !ids.has(message.parent_id));
}
