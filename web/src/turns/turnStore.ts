import type { Http } from '../api/http';
import { Problem, sentenceOf } from '../api/problem';
import type { Attachment, TurnRequest } from '../api/types';
import type { Clock } from './clock';
import { followTurn } from './followTurn';
import type { LiveTurn, Place } from './liveTurn';
import { isOpen, joinedTurn, sentTurn } from './liveTurn';
import type { Outbox } from './outbox';
import { sendTurn } from './sendTurn';
import type { TurnEvent } from './turnEvents';
import { take } from './turnState';

/** Calls back once per frame, however many events came in it. */
export type NextFrame = (callback: () => void) => void;

export interface TurnStoreEvents {
  /** The server has taken a send: its messages are in the conversation now. */
  accepted(turn: LiveTurn): void;
  ended(turn: LiveTurn): void;
  /** A send was counted, or refused because nothing is left to count it on. @param warning How near the end of a limit is. */
  counted?(warning: string | null): void;
}

/** All turns that this page sends or follows, and the one place that reads their logs. */
export class TurnStore {
  #turns: readonly LiveTurn[] = [];
  #shown: readonly LiveTurn[] = [];
  #framePending = false;
  readonly #watchers = new Set<() => void>();
  readonly #stops = new Map<string, AbortController>();
  #events: TurnStoreEvents = { accepted: () => undefined, ended: () => undefined };

  constructor(
    private readonly http: Http,
    private readonly outbox: Outbox,
    private readonly clock: Clock,
    private readonly nextFrame: NextFrame,
  ) {}

  /** The turns as the page shows them now; changes at most once per frame. */
  snapshot = (): readonly LiveTurn[] => this.#shown;

  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  /** Says who is to be told of what becomes of turns. */
  report(events: TurnStoreEvents): void {
    this.#events = events;
  }

  /**
   * Sends a message, or asks for another answer. Returns at once; what becomes of it is in the snapshot.
   * @param place Null when it stands beside the branch, not in it.
   * @param files What its attachments are called, while the server does not list the message.
   */
  send(conversationId: string, request: TurnRequest, place: Place | null, files: readonly Attachment[] = []): void {
    const key = request.client_message_id;
    const unsent = { conversationId, request, place, ...(files.length > 0 ? { files } : {}) };
    this.outbox.add(unsent);
    this.#add(sentTurn(unsent));
    void this.#run(key, async signal => {
      const accepted = await sendTurn(this.http, this.clock, conversationId, request, signal, () =>
        this.#change(key, { waiting: true }),
      );
      this.outbox.remove(request);
      this.#events.counted?.(accepted.warning);
      this.#turns.filter(turn => turn.turnId === accepted.turnId).forEach(twin => this.dismiss(twin.key));
      this.#change(key, { phase: 'following', turnId: accepted.turnId, waiting: false });
      await this.#follow(key, accepted.turnId, signal, accepted.stream);
    });
  }

  /** Sends again what was on its way when the page went. */
  resend(): void {
    for (const { conversationId, request, place, files } of this.outbox.all()) {
      if (!this.#find(request.client_message_id)) this.send(conversationId, request, place, files);
    }
  }

  /** Follows a turn that is being answered already: after a reload, or from another tab. */
  join(conversationId: string, turnId: string): void {
    if (this.#turns.some(turn => turn.turnId === turnId)) return;
    this.#add(joinedTurn(conversationId, turnId));
    void this.#run(turnId, signal => this.#follow(turnId, turnId, signal, null));
  }

  /** Ends the answer on the server, or gives up a send that has not arrived. */
  async cancel(key: string): Promise<void> {
    const turn = this.#find(key);
    if (turn === undefined || !isOpen(turn)) return;
    this.#change(key, { cancelling: true });
    if (turn.turnId === null) {
      this.dismiss(key);
      // It may have arrived after all, with only the answer still on its way.
      this.#events.ended(turn);
      return;
    }
    try {
      await this.http.api.POST('/v1/turns/{id}/cancel', { params: { path: { id: turn.turnId } } });
    } catch {
      this.#change(key, { cancelling: false });
    }
  }

  /** The conversation has been read again after the end of this turn. */
  settle(key: string): void {
    this.#change(key, { settled: true });
  }

  /** Takes a turn off the page. Its reading ends; the turn itself does not. */
  dismiss(key: string): void {
    const turn = this.#find(key);
    if (turn?.request) this.outbox.remove(turn.request);
    this.#stops.get(key)?.abort();
    this.#turns = this.#turns.filter(item => item.key !== key);
    this.#announce();
  }

  /** Ends all reading: somebody signed out. */
  clear(): void {
    this.#stops.forEach(stop => stop.abort());
    this.#turns = [];
    this.outbox.clear();
    this.#announce();
  }

  async #run(key: string, work: (signal: AbortSignal) => Promise<void>): Promise<void> {
    const stop = new AbortController();
    this.#stops.set(key, stop);
    try {
      await work(stop.signal);
    } catch (error) {
      if (stop.signal.aborted) return;
      const turn = this.#find(key);
      if (turn?.request) this.outbox.remove(turn.request);
      const problem = error instanceof Problem ? error : new Problem(0, 'page', sentenceOf(error));
      // Another tab has sent the same message, in its own way: it is there.
      if (problem.code === 'idempotency_conflict') this.dismiss(key);
      this.#change(key, { phase: 'refused', waiting: false, problem });
      if (problem.resetsAt !== null) this.#events.counted?.(null);
      if (turn?.turnId || problem.code === 'idempotency_conflict') this.#events.ended(this.#find(key) ?? turn!);
    } finally {
      this.#stops.delete(key);
    }
  }

  async #follow(key: string, turnId: string, signal: AbortSignal, open: Response | null): Promise<void> {
    const reader = {
      lastEventId: () => this.#find(key)?.state.lastEventId ?? 0,
      events: (events: TurnEvent[]) => this.#takeAll(key, events),
      connected: (is: boolean) => this.#change(key, { waiting: !is }),
    };
    await followTurn(this.http, this.clock, turnId, reader, signal, open);
    if (signal.aborted) return;
    this.#change(key, { phase: 'ended', waiting: false, cancelling: false });
    this.#events.ended(this.#find(key)!);
  }

  #takeAll(key: string, events: TurnEvent[]): void {
    const turn = this.#find(key);
    if (turn === undefined) return;
    const hadStarted = turn.state.started !== null;
    this.#change(key, { state: events.reduce(take, turn.state), waiting: false });
    const after = this.#find(key)!;
    if (!hadStarted && after.state.started !== null) this.#events.accepted(after);
  }

  #find(key: string): LiveTurn | undefined {
    return this.#turns.find(turn => turn.key === key);
  }

  #add(turn: LiveTurn): void {
    this.#turns = [...this.#turns.filter(item => item.key !== turn.key), turn];
    this.#announce();
  }

  #change(key: string, change: Partial<LiveTurn>): void {
    this.#turns = this.#turns.map(turn => (turn.key === key ? { ...turn, ...change } : turn));
    this.#announce();
  }

  #announce(): void {
    if (this.#framePending) return;
    this.#framePending = true;
    this.nextFrame(() => {
      this.#framePending = false;
      this.#shown = this.#turns;
      this.#watchers.forEach(watcher => watcher());
    });
  }
}

/** Once per painted frame; a tab that paints none, such as a hidden one, is served a few times a second. */
export const pageFrame: NextFrame = callback => {
  const once = () => {
    cancelAnimationFrame(frame);
    clearTimeout(timer);
    callback();
  };
  const frame = requestAnimationFrame(once);
  const timer = setTimeout(once, 150);
};
