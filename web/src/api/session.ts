import { NetworkProblem, Problem, problemOf } from './problem';
import type { Tokens } from './types';

export type SessionState = 'unknown' | 'signed-in' | 'signed-out' | 'unreachable';

type Fetch = typeof fetch;

/** Renewed this long before it lapses, so that a request never leaves with a token that dies on the way. */
const RenewEarlyMs = 30_000;

/**
 * Who is signed in. The access token lives here and nowhere else; what survives a reload is the HttpOnly cookie, which
 * only the server reads. Renewals are shared: requests that need one at the same time wait for the same one.
 */
export class Session {
  #token: string | null = null;
  #expiresAt = 0;
  #renewal: Promise<string | null> | null = null;
  #state: SessionState = 'unknown';
  #person = 0;
  #who: string | null = null;
  readonly #watchers = new Set<() => void>();

  constructor(
    private readonly http: Fetch = (...args) => fetch(...args),
    private readonly now: () => number = Date.now,
  ) {}

  get state(): SessionState {
    return this.#state;
  }

  /** Rises when somebody signs in or out, so that what belonged to whoever was there before can be told from it. */
  get person(): number {
    return this.#person;
  }

  /** The id of who is signed in, as the token names it; null when nobody is, or when it cannot be told. */
  get who(): string | null {
    return this.#who;
  }

  watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  /** Finds out at the start of the page whether the cookie still opens a session. */
  async resume(): Promise<void> {
    try {
      await this.renew();
    } catch {
      this.#become('unreachable');
    }
  }

  /** @returns Null when signed in; else the challenge that a second factor answers. */
  async login(email: string, password: string): Promise<string | null> {
    return this.#begin('/v1/auth/login', { email, password });
  }

  /** Ends a sign-in by the second factor. */
  async confirm(challenge: string, code: string): Promise<void> {
    this.#welcome(await this.#post('/v1/auth/second-factor', { challenge, code, cookie: true }));
  }

  /** Redeems a one-time link. @returns As {@link login}. */
  async accept(link: { token: string; password: string; name?: string; email?: string }): Promise<string | null> {
    return this.#begin('/v1/auth/accept', link);
  }

  async logout(): Promise<void> {
    try {
      await this.#post('/v1/auth/logout', {});
    } catch {
      // Signed out here in any case; the cookie lapses by itself when the server could not be told.
    }
    this.forget();
  }

  /** Signed out, here or in another tab. */
  forget(): void {
    this.#token = null;
    this.#who = null;
    if (this.#state !== 'signed-out') this.#person++;
    this.#become('signed-out');
  }

  /** @returns A token good for a request now, or null when nobody is signed in. */
  async token(): Promise<string | null> {
    if (this.#token !== null && this.now() < this.#expiresAt - RenewEarlyMs) return this.#token;
    return this.renew();
  }

  /** Trades the cookie for a new token. Null, and signed out, when the server does not take it any more. */
  renew(): Promise<string | null> {
    this.#renewal ??= this.#renewOnce().finally(() => (this.#renewal = null));
    return this.#renewal;
  }

  /** The token was refused: forget it, unless a newer one has come in meanwhile. */
  refused(token: string): void {
    if (this.#token === token) this.#token = null;
  }

  async #renewOnce(): Promise<string | null> {
    const person = this.#person;
    try {
      const tokens = await this.#post('/v1/auth/refresh', {});
      // Whoever was here when it was asked for may have gone meanwhile: then it is nobody's.
      if (person === this.#person) this.#take(tokens);
    } catch (error) {
      if (!(error instanceof Problem) || error.status === 0 || error.status >= 500 || error.status === 429) throw error;
      if (person === this.#person) this.forget();
    }
    return this.#token;
  }

  async #begin(path: string, body: object): Promise<string | null> {
    try {
      this.#welcome(await this.#post(path, { ...body, cookie: true }));
      return null;
    } catch (error) {
      if (error instanceof Problem && error.challenge !== null) return error.challenge;
      throw error;
    }
  }

  async #post(path: string, body: object): Promise<Tokens | null> {
    let response: Response;
    try {
      response = await this.http(path, {
        method: 'POST',
        credentials: 'same-origin',
        headers: { 'Content-Type': 'application/json' },
        body: JSON.stringify(body),
      });
    } catch {
      throw new NetworkProblem();
    }
    if (!response.ok) throw await problemOf(response);
    return response.status === 204 ? null : ((await response.json()) as Tokens);
  }

  /** Somebody has shown who they are, whoever was here before. */
  #welcome(tokens: Tokens | null): void {
    this.#person++;
    this.#take(tokens);
  }

  #take(tokens: Tokens | null): void {
    if (tokens === null) return;
    this.#token = tokens.access_token;
    this.#who = personOf(tokens.access_token);
    this.#expiresAt = this.now() + tokens.expires_in * 1000;
    this.#become('signed-in');
  }

  #become(state: SessionState): void {
    if (this.#state === state) return;
    this.#state = state;
    this.#watchers.forEach(watcher => watcher());
  }
}

/** Whom an access token is for: a JSON Web Token (RFC 7519) says it in its second part. */
function personOf(token: string): string | null {
  try {
    const payload = (token.split('.')[1] ?? '').replaceAll('-', '+').replaceAll('_', '/');
    const { sub } = JSON.parse(atob(payload)) as { sub?: unknown };
    return typeof sub === 'string' ? sub : null;
  } catch {
    return null;
  }
}
