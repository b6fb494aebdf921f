import { sentenceOf } from '../../api/problem';
import type { KnowledgeDocument } from '../../api/types';

/** How many files are on their way at once: enough to keep a line busy, few enough for each to get on. */
export const Lanes = 3;

export interface Upload {
  id: number;
  namespace: string;
  name: string;
  size: number;
  /** How much of it has been sent, 0 to 1. */
  share: number;
  state: 'waiting' | 'sending' | 'failed' | 'arrived';
  problem: string | null;
  /** What the file became, once it has arrived. */
  document: KnowledgeDocument | null;
}

/** Sends one file and says how far it is. */
export type Send = (
  namespace: string,
  file: File,
  acl: readonly string[],
  progress: (share: number) => void,
  signal: AbortSignal,
) => Promise<KnowledgeDocument>;

interface Waiting {
  file: File;
  acl: readonly string[];
  stop: AbortController;
}

/** Files on their way to the server, a few at a time, and the documents that they became. */
export class UploadQueue {
  #all: readonly Upload[] = [];
  #numbers = 0;
  readonly #files = new Map<number, Waiting>();
  readonly #watchers = new Set<() => void>();

  constructor(
    private readonly send: Send,
    private readonly arrived: (namespace: string) => void,
  ) {}

  readonly snapshot = (): readonly Upload[] => this.#all;

  readonly watch = (changed: () => void): (() => void) => {
    this.#watchers.add(changed);
    return () => this.#watchers.delete(changed);
  };

  add(namespace: string, files: readonly File[], acl: readonly string[]): void {
    const added = files.map(file => {
      const id = ++this.#numbers;
      this.#files.set(id, { file, acl, stop: new AbortController() });
      const { name, size } = file;
      return { id, namespace, name, size, share: 0, state: 'waiting', problem: null, document: null } as const;
    });
    this.#show([...this.#all, ...added]);
    this.#goOn();
  }

  /** Takes a file back, or what is said of one that could not be sent. */
  cancel(id: number): void {
    this.#files.get(id)?.stop.abort();
    this.#files.delete(id);
    this.#show(this.#all.filter(upload => upload.id !== id));
    this.#goOn();
  }

  again(id: number): void {
    const before = this.#files.get(id);
    if (before === undefined) return;
    this.#files.set(id, { ...before, stop: new AbortController() });
    this.#change(id, { state: 'waiting', problem: null, share: 0 });
    this.#goOn();
  }

  /** Takes back all of a namespace that have not arrived. */
  cancelAll(namespace: string): void {
    for (const upload of this.#all) {
      if (upload.namespace === namespace && upload.state !== 'arrived') this.cancel(upload.id);
    }
  }

  #goOn(): void {
    const busy = this.#all.filter(upload => upload.state === 'sending').length;
    const next = this.#all.filter(upload => upload.state === 'waiting').slice(0, Math.max(0, Lanes - busy));
    for (const { id } of next) void this.#sendOne(id);
  }

  async #sendOne(id: number): Promise<void> {
    const { file, acl, stop } = this.#files.get(id)!;
    const { namespace } = this.#all.find(upload => upload.id === id)!;
    this.#change(id, { state: 'sending' });
    try {
      const document = await this.send(namespace, file, acl, share => this.#change(id, { share }), stop.signal);
      this.#files.delete(id);
      this.#change(id, { state: 'arrived', share: 1, document });
      this.arrived(namespace);
    } catch (error) {
      if (!stop.signal.aborted) this.#change(id, { state: 'failed', problem: sentenceOf(error) });
    }
    this.#goOn();
  }

  #change(id: number, part: Partial<Upload>): void {
    this.#show(this.#all.map(upload => (upload.id === id ? { ...upload, ...part } : upload)));
  }

  #show(all: readonly Upload[]): void {
    this.#all = all;
    this.#watchers.forEach(tell => tell());
  }
}
