type Kept = Record<string, { text: string; at: number }>;

/** What did not go, before what was written since. */
export function withBack(text: string, since: string): string {
  return [text, since].filter(part => part !== '').join('\n\n');
}

/** What was typed and not sent, by conversation. It stays on this device until it is sent or somebody signs out. */
export class Drafts {
  static readonly Key = 'parley.drafts';
  /** A draft that is longer is kept for as long as the page is open, no longer. */
  static readonly Longest = 200_000;
  static readonly Most = 50;
  #isClosed = false;

  constructor(
    private readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
    private readonly now: () => number = Date.now,
  ) {}

  of(conversation: string): string {
    const text: unknown = this.#all()[conversation]?.text;
    return typeof text === 'string' ? text : '';
  }

  keep(conversation: string, text: string): void {
    if (this.#isClosed) return;
    const others = Object.entries(this.#all()).filter(([name]) => name !== conversation);
    const isKept = text !== '' && text.length <= Drafts.Longest;
    const all: [string, Kept[string]][] = isKept ? [...others, [conversation, { text, at: this.now() }]] : others;
    const newest = all.sort(([, a], [, b]) => b.at - a.at);
    try {
      this.storage.setItem(Drafts.Key, JSON.stringify(Object.fromEntries(newest.slice(0, Drafts.Most))));
    } catch {
      // A full or forbidden storage costs the draft after a reload, nothing else.
    }
  }

  /** What did not go stands before what was written since. */
  giveBack(conversation: string, text: string): void {
    this.keep(conversation, withBack(text, this.of(conversation)));
  }

  clear(): void {
    this.storage.removeItem(Drafts.Key);
  }

  /** Nobody is there: what a composer still writes down as it goes is nobody's. */
  close(): void {
    this.#isClosed = true;
    this.clear();
  }

  open(): void {
    this.#isClosed = false;
  }

  #all(): Kept {
    try {
      const kept: unknown = JSON.parse(this.storage.getItem(Drafts.Key) ?? '{}');
      return typeof kept === 'object' && kept !== null ? (kept as Kept) : {};
    } catch {
      return {};
    }
  }
}
