import { NetworkProblem, problemOf } from './problem';
import type { Session } from './session';

export interface RequestOptions {
  method?: string;
  body?: unknown;
  query?: Record<string, string | number | null | undefined>;
  headers?: Record<string, string>;
  signal?: AbortSignal;
}

/** Sends requests in the name of who is signed in. A refused token is renewed once and the request sent again. */
export class Http {
  constructor(
    private readonly session: Session,
    private readonly http: typeof fetch = (...args) => fetch(...args),
  ) {}

  async json<T>(path: string, options: RequestOptions = {}): Promise<T> {
    const response = await this.send(path, options);
    return (response.status === 204 || response.status === 202 ? null : await readJson(response)) as T;
  }

  /** @returns A successful response, its body unread. @throws Problem for every other. */
  async send(path: string, options: RequestOptions = {}): Promise<Response> {
    const token = await this.session.token();
    let response = await this.#once(path, options, token);
    if (response.status === 401 && token !== null) {
      this.session.refused(token);
      const renewed = await this.session.token();
      if (renewed !== null) response = await this.#once(path, options, renewed);
    }
    if (!response.ok) throw await problemOf(response);
    return response;
  }

  async #once(path: string, options: RequestOptions, token: string | null): Promise<Response> {
    const headers: Record<string, string> = { ...options.headers };
    if (token !== null) headers['Authorization'] = `Bearer ${token}`;
    if (options.body !== undefined && !(options.body instanceof FormData)) headers['Content-Type'] = 'application/json';
    try {
      return await this.http(path + queryOf(options.query), {
        method: options.method ?? (options.body === undefined ? 'GET' : 'POST'),
        headers,
        body: options.body instanceof FormData ? options.body : jsonOf(options.body),
        signal: options.signal,
        credentials: 'same-origin',
        cache: 'no-store',
      });
    } catch (error) {
      if (options.signal?.aborted) throw error;
      throw new NetworkProblem();
    }
  }
}

function jsonOf(body: unknown): string | undefined {
  return body === undefined ? undefined : JSON.stringify(body);
}

function queryOf(query: RequestOptions['query']): string {
  const pairs = Object.entries(query ?? {}).flatMap(([name, value]) =>
    value === null || value === undefined ? [] : [[name, String(value)]],
  );
  return pairs.length === 0 ? '' : `?${new URLSearchParams(pairs)}`;
}

async function readJson(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    throw new NetworkProblem();
  }
}
