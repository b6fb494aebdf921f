import { readStream } from '../api/readStream';
import type { TurnEvent } from './turnEvents';

/** Reads the events of an open stream of a turn until it ends. It throws when the stream breaks or falls silent. */
export async function* readEvents(response: Response, signal?: AbortSignal): AsyncGenerator<TurnEvent[]> {
  for await (const batch of readStream(response, signal)) {
    const events = batch.flatMap(item => {
      const id = Number(item.lastEventId);
      return Number.isInteger(id) && id > 0 ? [{ id, name: item.event, data: JSON.parse(item.data) as unknown }] : [];
    });
    if (events.length > 0) yield events;
  }
}
