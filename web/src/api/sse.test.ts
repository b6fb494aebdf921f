import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { StreamEvent } from './sse';
import { SseSplitter } from './sse';

const bytes = (text: string) => new TextEncoder().encode(text);

function split(pieces: Uint8Array[]): StreamEvent[] {
  const splitter = new SseSplitter();
  return pieces.flatMap(piece => splitter.push(piece));
}

const byteByByte = (all: Uint8Array) => Array.from(all, byte => new Uint8Array([byte]));

describe('SseSplitter', () => {
  it('reads id, event and data', () => {
    expect(split([bytes('id: 7\nevent: delta\ndata: {"text":"a"}\n\n')])).toEqual([
      { event: 'delta', data: '{"text":"a"}', lastEventId: '7' },
    ]);
  });

  it('means the same however the bytes are cut', () => {
    const all = bytes(
      'id: 1\r\nevent: delta\r\ndata: Grüße 👋\rdata: zwei\n\n: still here\n\ndata\n\nid: 3\ndata: x\n\n',
    );
    const whole = split([all]);
    expect(whole.map(event => event.data)).toEqual(['Grüße 👋\nzwei', '', 'x']);
    expect(split(byteByByte(all))).toEqual(whole);
    for (let at = 0; at <= all.length; at++) expect(split([all.slice(0, at), all.slice(at)])).toEqual(whole);
  });

  it('gives nothing for an event that its end cut off', () => {
    expect(split([bytes('data: whole\n\ndata: half\n')]).map(event => event.data)).toEqual(['whole']);
  });

  it('keeps the last id for events without one, and ignores an id with a null character', () => {
    const events = split([bytes('id: 4\ndata: a\n\ndata: b\n\nid: 5\0\ndata: c\n\n')]);
    expect(events.map(event => event.lastEventId)).toEqual(['4', '4', '4']);
  });

  it('reads the reconnection time, if it is a number', () => {
    const splitter = new SseSplitter();
    splitter.push(bytes('retry: 250\nretry: 9x\n'));
    expect(splitter.retry).toBe(250);
  });
});

interface Vector {
  id: string;
  stream: string;
  events: { event?: string; data: string; lastEventId?: string }[];
  retry?: number;
}

const folder = process.env['PARLEY_EVAL_DATA'];
// eslint-disable-next-line no-console
if (!folder) console.warn('SKIPPED: the public event-stream vectors; PARLEY_EVAL_DATA is not set.');

describe.skipIf(!folder)('SseSplitter on the public vectors', () => {
  const vectors = folder
    ? readFileSync(join(folder, 'sse', 'vectors.jsonl'), 'utf8')
        .split('\n')
        .filter(line => line !== '')
        .map(line => JSON.parse(line) as Vector)
    : [];

  it.each(vectors.map(vector => [vector.id, vector] as const))('%s', (_, vector) => {
    const all = bytes(vector.stream);
    for (const pieces of [[all], byteByByte(all)]) {
      const events = split(pieces);
      expect(events.map(event => event.data)).toEqual(vector.events.map(event => event.data));
      vector.events.forEach((expected, index) => {
        if (expected.event !== undefined) expect(events[index]!.event).toBe(expected.event);
        if (expected.lastEventId !== undefined) expect(events[index]!.lastEventId).toBe(expected.lastEventId);
      });
    }
    if (vector.retry !== undefined) {
      const splitter = new SseSplitter();
      splitter.push(all);
      expect(splitter.retry).toBe(vector.retry);
    }
  });
});
