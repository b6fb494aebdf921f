import type { Attachment } from '../api/types';

interface Entry {
  text: string;
  files?: readonly Attachment[];
  at: number;
}

type Kept = Record<string, Entry>;

/** What stands in a composer, or stood there. */
export interface Draft {
  message: string;
  attachments: readonly Attachment[];
}

/** What did not go, before what was written since. */
export function withBack(text: string, since: string): string {
  return [text, since].filter(part => part !== '').join('\n\n');
}

/** What was typed and attached and not sent, by conversation. It stays on this device until it is sent or somebody signs out. */
export class Drafts {
  static readonly Key = 'parley.drafts';
  /** A draft that is longer is kept for as long as the page is open, no longer. */
  static readonly Longest = 200_000;
  static readonly Most = 50;
  readonly #composers = new Map<string, (draft: Draft) => void>();
  #isClosed = false;

  constructor(
    private readonly storage: Pick<Storage, 'getItem' | 'setItem' | 'removeItem'>,
    private readonly now: () => number = Date.now,
  ) {}

  of(conversation: string): string {
    const text: unknown = this.#all()[conversation]?.text;
    return typeof text === 'string' ? text : '';
  }

  filesOf(conversation: string): readonly Attachment[] {
    const files: unknown = this.#all()[conversation]?.files;
    return Array.isArray(files) ? (files as (Attachment | null)[]).filter(isFile) : [];
  }

  keep(conversation: string, text: string): void {
    this.#write(conversation, text, this.filesOf(conversation));
  }

  keepFiles(conversation: string, files: readonly Attachment[]): void {
    this.#write(conversation, this.of(conversation), files);
  }

  /** An open composer takes what is given back; it keeps it from then on. */
  attend(conversation: string, take: (draft: Draft) => void): () => void {
    this.#composers.set(conversation, take);
    return () => {
      if (this.#composers.get(conversation) === take) this.#composers.delete(conversation);
    };
  }

  /** What did not go stands before what was written and attached since. */
  giveBack(conversation: string, { message, attachments }: Draft): void {
    const take = this.#composers.get(conversation);
    if (take !== undefined) return take({ message, attachments });
    const since = this.filesOf(conversation).filter(file => !attachments.some(back => back.file_id === file.file_id));
    this.#write(conversation, withBack(message, this.of(conversation)), [...attachments, ...since]);
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

  #write(conversation: string, text: string, files: readonly Attachment[]): void {
    if (this.#isClosed) return;
    const others = Object.entries(this.#all()).filter(([name]) => name !== conversation);
    const kept = text.length <= Drafts.Longest ? text : '';
    const entry: Entry = { text: kept, ...(files.length > 0 && { files }), at: this.now() };
    const isKept = kept !== '' || files.length > 0;
    const all: [string, Entry][] = isKept ? [...others, [conversation, entry]] : others;
    const newest = all.sort(([, a], [, b]) => b.at - a.at);
    try {
      this.storage.setItem(Drafts.Key, JSON.stringify(Object.fromEntries(newest.slice(0, Drafts.Most))));
    } catch {
      // A full or forbidden storage costs the draft after a reload, nothing else.
    }
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

const isFile = (file: Attachment | null): file is Attachment => typeof file?.file_id === 'string';
