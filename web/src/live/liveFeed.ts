import type { Http } from '../api/http';
import { Problem } from '../api/problem';
import { readStream } from '../api/readStream';
import type { Clock } from '../turns/clock';
import { backoff } from '../turns/clock';
import type { LiveEvent } from './liveEvents';
import { asLiveEvent } from './liveEvents';

/** Whether what happens elsewhere reaches the page: not asked for, reaching it, or lost and being sought again. */
export type LiveState = 'idle' | 'open' | 'lost';

type TabWord =
  | { kind: 'events'; events: LiveEvent[] }
  /** How it stands, and after which event whoever takes over goes on. */
  | { kind: 'state'; state: LiveState; after: string }
  | { kind: 'who' };

/** How long a refusal is taken for an answer: nothing new is to be heard by asking again at once. */
const RefusedMs = 60_000;

/**
 * What happens to the reader's conversations and documents anywhere. One tab of the browser reads it for all of them;
 * when that one goes, the next goes on after the last event that it saw.
 */
export class LiveFeed {
  #state: LiveState = 'idle';
  #after = '';
  #stop: AbortController | null = null;
  #channel: BroadcastChannel | null = null;
  #reads = false;
  readonly #watchers = new Set<() => void>();
  readonly #listeners = new Set<(events: LiveEvent[]) => void>();

  constructor(
    private readonly http: Http,
    private readonly clock: Clock,
  ) {}

  get state(): LiveState {
    return this.#state;
  }

  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  /** @param listener Told the events in their order, those that were missed first. */
  listen(listener: (events: LiveEvent[]) => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  start(): void {
    if (this.#stop !== null) return;
    const stop = (this.#stop = new AbortController());
    if (typeof BroadcastChannel !== 'undefined') {
      this.#channel = new BroadcastChannel('parley.live');
      this.#channel.onmessage = (message: MessageEvent<TabWord>) => this.#hear(message.data);
      this.#channel.postMessage({ kind: 'who' } satisfies TabWord);
    }
    void this.#lead(stop.signal);
  }

  /** Ends the reading and forgets how far it was: somebody else may sign in. */
  end(): void {
    this.#stop?.abort();
    this.#stop = null;
    this.#channel?.close();
    this.#channel = null;
    this.#after = '';
    this.#become('idle');
  }

  async #lead(signal: AbortSignal): Promise<void> {
    const locks = (navigator as Partial<Navigator>).locks;
    if (locks === undefined) return this.#read(signal);
    try {
      await locks.request('parley.live', { signal }, () => this.#read(signal));
    } catch (error) {
      if (!signal.aborted) throw error;
    }
  }

  async #read(signal: AbortSignal): Promise<void> {
    this.#reads = true;
    let failures = 0;
    while (!signal.aborted) {
      let wait = 0;
      try {
        const isFromNow = this.#after === '';
        const headers: Record<string, string> = isFromNow ? {} : { 'Last-Event-ID': this.#after };
        const response = await this.http.stream('/v1/events', { headers, signal });
        this.#say('open');
        for await (const batch of readStream(response, signal)) {
          failures = 0;
          const events = batch.map(asLiveEvent);
          // With no place to go on from, what was read before this one may be out of date, and nobody will tell.
          this.#take(
            isFromNow ? events.map(event => (event.name === 'ready' ? asResync(event) : event)) : events,
            true,
          );
        }
      } catch (error) {
        if (error instanceof Problem && error.status >= 400 && error.status < 500 && error.status !== 429)
          wait = RefusedMs;
      }
      if (signal.aborted) break;
      this.#say(wait > 0 ? 'idle' : 'lost');
      await this.clock.sleep(wait || backoff(failures++), signal);
    }
    this.#reads = false;
  }

  #hear(word: TabWord): void {
    if (word.kind === 'who') {
      if (this.#reads) this.#say(this.#state);
    } else if (word.kind === 'state') {
      this.#after = word.after || this.#after;
      this.#become(word.state);
    } else this.#take(word.events, false);
  }

  #take(events: LiveEvent[], isOwn: boolean): void {
    this.#after = events.at(-1)?.id || this.#after;
    if (isOwn) this.#channel?.postMessage({ kind: 'events', events } satisfies TabWord);
    this.#listeners.forEach(listener => listener(events));
  }

  #say(state: LiveState): void {
    this.#become(state);
    this.#channel?.postMessage({ kind: 'state', state, after: this.#after } satisfies TabWord);
  }

  #become(state: LiveState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#watchers.forEach(watcher => watcher());
  }
}

function asResync({ id }: LiveEvent): LiveEvent {
  return { id, name: 'resync', data: {} };
}
