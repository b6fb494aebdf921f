import type { Clock } from '../turns/clock';

export interface FakeRequest {
  method: string;
  path: string;
  query: URLSearchParams;
  headers: Headers;
  body: unknown;
}

type Answer = Response | 'cut' | Promise<Response | 'cut'>;

/** The world's edge in tests: answers each request by what was set up for it, and remembers them all. */
export class FakeServer {
  readonly requests: FakeRequest[] = [];
  readonly #answers: { method: string; path: RegExp; answer: (request: FakeRequest) => Answer }[] = [];

  /** Later answers go before earlier ones. 'cut' is a connection that breaks. */
  on(method: string, path: RegExp, answer: (request: FakeRequest) => Answer): this {
    this.#answers.unshift({ method, path, answer });
    return this;
  }

  sent(method: string, path: RegExp): FakeRequest[] {
    return this.requests.filter(request => request.method === method && path.test(request.path));
  }

  readonly fetch: typeof fetch = async (input, init) => {
    const asked =
      input instanceof Request
        ? input
        : new Request(new URL(String(input), 'http://parley.test'), { ...init, signal: null });
    const url = new URL(asked.url);
    const text = await asked.text();
    const request: FakeRequest = {
      method: asked.method,
      path: url.pathname,
      query: url.searchParams,
      headers: asked.headers,
      body: text === '' ? undefined : (JSON.parse(text) as unknown),
    };
    this.requests.push(request);
    const match = this.#answers.find(item => item.method === request.method && item.path.test(request.path));
    const answer =
      match === undefined ? problem(404, 'not_found', `Nothing at ${url.pathname}.`) : await match.answer(request);
    if (answer === 'cut') throw new TypeError('network');
    return answer;
  };
}

export function json(body: unknown, status = 200, headers: Record<string, string> = {}): Response {
  return new Response(status === 204 ? null : JSON.stringify(body), { status, headers });
}

export function problem(status: number, code: string, detail: string, headers: Record<string, string> = {}): Response {
  return json({ title: 'Refused', status, code, detail }, status, headers);
}

export const tokens = (name = 'token') => ({ access_token: name, token_type: 'Bearer', expires_in: 900 });

export type WireEvent = [name: string, data: unknown];

/** The text of a turn's log from an event on. */
export function wire(events: readonly WireEvent[], after = 0): string {
  return events
    .map(([name, data], index) => `id: ${index + 1}\nevent: ${name}\ndata: ${JSON.stringify(data)}\n\n`)
    .slice(after)
    .join('');
}

/** An event stream that ends, or breaks, after these bytes. */
export function stream(text: string, end: 'close' | 'break' = 'close', headers: Record<string, string> = {}): Response {
  const bytes = new TextEncoder().encode(text);
  let sent = false;
  const body = new ReadableStream<Uint8Array>({
    pull(controller) {
      if (!sent) {
        sent = true;
        controller.enqueue(bytes);
      } else if (end === 'close') controller.close();
      else controller.error(new TypeError('network'));
    },
  });
  return new Response(body, { headers: { 'Content-Type': 'text/event-stream', ...headers } });
}

/** An event stream that the test feeds by hand. */
export function liveStream(headers: Record<string, string> = {}) {
  let controller!: ReadableStreamDefaultController<Uint8Array>;
  const body = new ReadableStream<Uint8Array>({ start: own => void (controller = own) });
  return {
    response: new Response(body, { headers: { 'Content-Type': 'text/event-stream', ...headers } }),
    push: (text: string) => controller.enqueue(new TextEncoder().encode(text)),
    close: () => controller.close(),
    cut: () => controller.error(new TypeError('network')),
  };
}

/** Waits take no time, and are written down. */
export class InstantClock implements Clock {
  readonly waits: number[] = [];

  async sleep(ms: number): Promise<void> {
    this.waits.push(ms);
    await Promise.resolve();
  }
}
