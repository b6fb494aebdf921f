import type { Http } from '../api/http';
import { Problem } from '../api/problem';
import type { Clock } from './clock';
import { backoff } from './clock';
import { readEvents } from './readEvents';
import type { TurnEvent } from './turnEvents';
import { isTerminal } from './turnEvents';

export interface TurnReader {
  /** The last event that was taken; 0 for none. */
  lastEventId(): number;
  events(events: TurnEvent[]): void;
  /** Told when the connection is lost, and when it stands again. */
  connected(is: boolean): void;
}

/**
 * Reads a turn to its end by its log: joins after the last event it has and, as often as the connection breaks, again.
 * @param open A stream of this turn that is open already, such as the answer to the send.
 * @throws Problem when the server says that there is no such turn to read.
 */
export async function followTurn(
  http: Http,
  clock: Clock,
  turnId: string,
  reader: TurnReader,
  signal: AbortSignal,
  open: Response | null = null,
): Promise<void> {
  let failures = 0;
  let response = open;
  while (!signal.aborted) {
    try {
      response ??= await join(http, turnId, reader.lastEventId(), signal);
      reader.connected(true);
      for await (const events of readEvents(response, signal)) {
        failures = 0;
        reader.events(events);
        if (events.some(event => isTerminal(event.name))) return;
      }
    } catch (error) {
      if (signal.aborted) return;
      if (error instanceof Problem && isFinal(error)) throw error;
    }
    response = null;
    if (signal.aborted) return;
    reader.connected(false);
    await clock.sleep(backoff(failures++), signal);
  }
}

function join(http: Http, turnId: string, after: number, signal: AbortSignal): Promise<Response> {
  const headers: Record<string, string> = after > 0 ? { 'Last-Event-ID': String(after) } : {};
  return http.stream(`/v1/turns/${encodeURIComponent(turnId)}/events`, { headers, signal });
}

/** A refusal that another try would only hear again. */
function isFinal(problem: Problem): boolean {
  return problem.status >= 400 && problem.status < 500 && ![408, 425, 429].includes(problem.status);
}
