import type { Client } from 'openapi-fetch';
import createClient from 'openapi-fetch';
import { NetworkProblem, problemOf } from './problem';
import type { paths } from './schema';
import type { Session } from './session';

export interface StreamOptions {
  body?: unknown;
  headers?: Record<string, string>;
  signal: AbortSignal;
}

export interface AskOptions {
  /** What is null, undefined or empty is left out. */
  query?: Record<string, string | number | boolean | null | undefined>;
  body?: unknown;
  signal?: AbortSignal;
}

/** Sends requests in the name of who is signed in. A refused token is renewed once and the request sent again. */
export class Http {
  /** The API as its own description types it. Every answer that is no success is thrown as a Problem. */
  readonly api: Client<paths>;

  constructor(
    private readonly session: Session,
    private readonly http: typeof fetch = (...args) => fetch(...args),
  ) {
    this.api = createClient<paths>({
      baseUrl: window.location.origin,
      cache: 'no-store',
      credentials: 'same-origin',
      fetch: request =>
        this.#exchange(request.signal, token => {
          const own = request.clone();
          if (token !== null) own.headers.set('Authorization', `Bearer ${token}`);
          return this.http(own);
        }),
    });
  }

  /** @returns A successful answer whose body is still to be read as it comes. @throws Problem for every other. */
  stream(path: string, { body, headers, signal }: StreamOptions): Promise<Response> {
    return this.#exchange(signal, token =>
      this.http(path, {
        method: body === undefined ? 'GET' : 'POST',
        headers: {
          Accept: 'text/event-stream',
          ...(body === undefined ? {} : { 'Content-Type': 'application/json' }),
          ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
          ...headers,
        },
        body: body === undefined ? undefined : JSON.stringify(body),
        signal,
        credentials: 'same-origin',
        cache: 'no-store',
      }),
    );
  }

  /** A request that the description of the API does not type, such as one with a form. @throws Problem for a refusal. */
  async ask<T>(method: string, path: string, { query, body, signal }: AskOptions = {}): Promise<T> {
    const search = new URLSearchParams(
      Object.entries(query ?? {}).flatMap(([name, value]) =>
        value === undefined || value === null || value === '' ? [] : [[name, String(value)]],
      ),
    ).toString();
    const isForm = body instanceof FormData;
    const own = signal ?? new AbortController().signal;
    const response = await this.#exchange(own, token =>
      this.http(search === '' ? path : `${path}?${search}`, {
        method,
        headers: {
          ...(body === undefined || isForm ? {} : { 'Content-Type': 'application/json' }),
          ...(token === null ? {} : { Authorization: `Bearer ${token}` }),
        },
        body: body === undefined ? undefined : isForm ? body : JSON.stringify(body),
        signal: own,
        credentials: 'same-origin',
        cache: 'no-store',
      }),
    );
    if (response.status === 204) return undefined as T;
    try {
      return (await response.json()) as T;
    } catch (error) {
      if (own.aborted) throw error;
      throw new NetworkProblem();
    }
  }

  /** The bytes of a file. @throws Problem for a refusal. */
  async bytes(path: string, signal: AbortSignal): Promise<ArrayBuffer> {
    const response = await this.#exchange(signal, token =>
      this.http(path, {
        headers: token === null ? {} : { Authorization: `Bearer ${token}` },
        signal,
        credentials: 'same-origin',
        cache: 'no-store',
      }),
    );
    try {
      return await response.arrayBuffer();
    } catch (error) {
      if (signal.aborted) throw error;
      throw new NetworkProblem();
    }
  }

  /** Asks in nobody's name, for what is open to whoever has a token. @throws Problem for a refusal. */
  async askOpenly<T>(path: string, body: object, signal: AbortSignal): Promise<T> {
    const headers = { 'Content-Type': 'application/json' };
    const init = { method: 'POST', headers, body: JSON.stringify(body), signal, cache: 'no-store' } as const;
    const response = await reach(signal, () => this.http(path, init), null);
    if (!response.ok) throw await problemOf(response);
    return (await response.json()) as T;
  }

  async #exchange(signal: AbortSignal, send: (token: string | null) => Promise<Response>): Promise<Response> {
    const token = await this.session.token();
    let response = await reach(signal, send, token);
    if (response.status === 401 && token !== null) {
      this.session.refused(token);
      const renewed = await this.session.token();
      if (renewed !== null) response = await reach(signal, send, renewed);
    }
    if (!response.ok) throw await problemOf(response);
    return response;
  }
}

async function reach(signal: AbortSignal, send: (token: string | null) => Promise<Response>, token: string | null) {
  try {
    return await send(token);
  } catch (error) {
    if (signal.aborted) throw error;
    throw new NetworkProblem();
  }
}

/** The data of an answer. A body that breaks off on its way is the network's failure. */
export async function dataOf<T>(answer: Promise<{ data?: T }>): Promise<T> {
  try {
    return (await answer).data as T;
  } catch (error) {
    if (error instanceof SyntaxError || error instanceof TypeError) throw new NetworkProblem();
    throw error;
  }
}
