import type { Http } from '../api/http';
import { isPassing, Problem } from '../api/problem';
import type { TurnRequest } from '../api/types';
import type { Clock } from './clock';
import { backoff } from './clock';

export interface AcceptedTurn {
  turnId: string;
  stream: Response;
  /** A sentence when a limit of the sender is nearly used up. */
  warning: string | null;
}

/**
 * Sends a turn until the server has taken it or refused it. Every try carries the same client_message_id and the same
 * body: when a try was accepted and only its answer got lost, the next one joins the same turn.
 * @param waiting Told before each wait, with what went wrong.
 * @throws Problem when the server refuses it.
 */
export async function sendTurn(
  http: Http,
  clock: Clock,
  conversationId: string,
  request: TurnRequest,
  signal: AbortSignal,
  waiting: (problem: Problem) => void = () => undefined,
): Promise<AcceptedTurn> {
  for (let attempt = 0; ; attempt++) {
    try {
      const stream = await http.stream(`/v1/conversations/${encodeURIComponent(conversationId)}/turns`, {
        body: request,
        headers: { 'Idempotency-Key': request.client_message_id },
        signal,
      });
      const turnId = stream.headers.get('Parley-Turn-Id');
      if (turnId === null)
        throw new Problem(502, 'no_turn', 'Something between this page and the server changed the answer.');
      return { turnId, stream, warning: stream.headers.get('Parley-Quota-Warning') };
    } catch (error) {
      if (signal.aborted || !isPassing(error)) throw error;
      waiting(error);
      await clock.sleep(error.retryAfterMs ?? backoff(attempt), signal);
      signal.throwIfAborted();
    }
  }
}
