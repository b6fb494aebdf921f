/** One event of a text/event-stream, with the last event id as it stood when the event ended. */
export interface StreamEvent {
  event: string;
  data: string;
  lastEventId: string;
}

/**
 * Splits the bytes of an event stream into events, however the network cut them: inside a line, between CR and LF, or
 * inside a character. Follows "Server-sent events" of the HTML standard, section 9.2.6.
 */
export class SseSplitter {
  readonly #decoder = new TextDecoder();
  #line = '';
  #afterReturn = false;
  #event = '';
  #data: string[] = [];
  #lastEventId = '';

  /** The reconnection time that the stream asked for, in milliseconds; null when it asked for none. */
  retry: number | null = null;

  /** @returns The events that these bytes complete. */
  push(bytes: Uint8Array): StreamEvent[] {
    const events: StreamEvent[] = [];
    const text = this.#decoder.decode(bytes, { stream: true });
    let from = 0;
    for (let at = 0; at < text.length; at++) {
      const char = text.charCodeAt(at);
      if (char !== 10 && char !== 13) {
        this.#afterReturn = false;
        continue;
      }
      if (char === 10 && this.#afterReturn) {
        this.#afterReturn = false;
      } else {
        this.#afterReturn = char === 13;
        this.#endLine(this.#line + text.slice(from, at), events);
        this.#line = '';
      }
      from = at + 1;
    }
    this.#line += text.slice(from);
    return events;
  }

  #endLine(line: string, events: StreamEvent[]): void {
    if (line === '') return this.#dispatch(events);
    const colon = line.indexOf(':');
    if (colon === 0) return;
    const field = colon < 0 ? line : line.slice(0, colon);
    const rest = colon < 0 ? '' : line.slice(colon + 1);
    this.#setField(field, rest.startsWith(' ') ? rest.slice(1) : rest);
  }

  #setField(field: string, value: string): void {
    if (field === 'event') this.#event = value;
    else if (field === 'data') this.#data.push(value);
    else if (field === 'id' && !value.includes('\0')) this.#lastEventId = value;
    else if (field === 'retry' && /^\d+$/.test(value)) this.retry = Number(value);
  }

  #dispatch(events: StreamEvent[]): void {
    if (this.#data.length > 0) {
      events.push({ event: this.#event || 'message', data: this.#data.join('\n'), lastEventId: this.#lastEventId });
    }
    this.#event = '';
    this.#data = [];
  }
}
