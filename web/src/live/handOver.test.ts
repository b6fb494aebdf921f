// @vitest-environment jsdom
import { afterEach, expect, it, vi } from 'vitest';
import { Http } from '../api/http';
import { Session } from '../api/session';
import { FakeServer, json, liveStream, tokens } from '../testing/fakeServer';
import type { Clock } from '../turns/clock';
import { LiveFeed } from './liveFeed';

afterEach(() => vi.unstubAllGlobals());

const clock: Clock = { sleep: () => Promise.resolve() };

/** Lets one hold it at a time, as the locks of a browser do; the next comes when the one before lets go. */
function oneAtATime() {
  let last: Promise<unknown> = Promise.resolve();
  return {
    request(_: string, { signal }: { signal: AbortSignal }, hold: () => Promise<void>) {
      const mine = last.then(() => (signal.aborted ? undefined : hold()));
      last = mine.catch(() => undefined);
      return mine;
    },
  };
}

function feed(server: FakeServer): LiveFeed {
  return new LiveFeed(new Http(new Session(server.fetch), server.fetch), clock);
}

const event = (id: string) => `id: ${id}\nevent: unread\ndata: {}\n\n`;

it('hands the place in the feed over to a tab that came later', async () => {
  const streams = [liveStream(), liveStream()];
  let opened = 0;
  const server = new FakeServer()
    .on('POST', /refresh$/, () => json(tokens()))
    .on('GET', /events$/, () => streams[opened++]!.response);
  vi.stubGlobal('navigator', { ...navigator, locks: oneAtATime() });
  const first = feed(server);
  first.start();
  const heard: string[] = [];
  first.listen(events => heard.push(...events.map(item => item.id)));
  await vi.waitFor(() => expect(first.state).toBe('open'));
  streams[0]!.push(event('e7'));
  await vi.waitFor(() => expect(heard).toEqual(['e7']));

  const second = feed(server);
  second.start();
  await vi.waitFor(() => expect(second.state).toBe('open'));
  first.end();
  await vi.waitFor(() => expect(server.sent('GET', /events$/)).toHaveLength(2));
  expect(server.sent('GET', /events$/)[1]!.headers.get('Last-Event-ID')).toBe('e7');
  second.end();
});

it('reads everything again when there was no place to hand over', async () => {
  const streams = [liveStream(), liveStream()];
  let opened = 0;
  const server = new FakeServer()
    .on('POST', /refresh$/, () => json(tokens()))
    .on('GET', /events$/, () => streams[opened++]!.response);
  vi.stubGlobal('navigator', { ...navigator, locks: oneAtATime() });
  const first = feed(server);
  const second = feed(server);
  const heard: string[] = [];
  second.listen(events => heard.push(...events.map(item => item.name)));
  first.start();
  await vi.waitFor(() => expect(first.state).toBe('open'));
  second.start();
  await vi.waitFor(() => expect(second.state).toBe('open'));
  expect(heard).toEqual([]);
  first.end();
  await vi.waitFor(() => expect(opened).toBe(2));
  streams[1]!.push('id: e1\nevent: ready\ndata: {}\n\n');
  await vi.waitFor(() => expect(heard).toEqual(['resync']));
  second.end();
});
