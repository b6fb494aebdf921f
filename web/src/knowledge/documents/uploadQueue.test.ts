import { expect, it } from 'vitest';
import { Problem } from '../../api/problem';
import type { KnowledgeDocument } from '../../api/types';
import { Lanes, UploadQueue } from './uploadQueue';

interface Sent {
  name: string;
  signal: AbortSignal;
  arrive: () => void;
  refuse: (error: unknown) => void;
  progress: (share: number) => void;
}

function makeQueue() {
  const sent: Sent[] = [];
  const arrived: string[] = [];
  const queue = new UploadQueue(
    (_, file, __, progress, signal) =>
      new Promise((resolve, reject) =>
        sent.push({
          name: file.name,
          signal,
          progress,
          arrive: () => resolve({ id: `doc_${file.name}` } as KnowledgeDocument),
          refuse: reject,
        }),
      ),
    namespace => arrived.push(namespace),
  );
  const states = () => queue.snapshot().map(upload => upload.state);
  return { queue, sent, arrived, states };
}

const files = (...names: string[]) => names.map(name => new File(['text'], name));
const settled = () => new Promise(resolve => setTimeout(resolve));

it('sends a few at a time, and the next when one has arrived', async () => {
  const { queue, sent, arrived, states } = makeQueue();
  queue.add('docs', files('a', 'b', 'c', 'd'), ['members']);
  expect(sent.map(one => one.name)).toEqual(['a', 'b', 'c']);
  expect(states()).toEqual([...Array<string>(Lanes).fill('sending'), 'waiting']);
  sent[1]!.arrive();
  await settled();
  expect(sent.map(one => one.name)).toEqual(['a', 'b', 'c', 'd']);
  expect(queue.snapshot()[1]).toMatchObject({ state: 'arrived', share: 1, document: { id: 'doc_b' } });
  expect(arrived).toEqual(['docs']);
});

it('goes on past a file that is refused, and sends it again when asked', async () => {
  const { queue, sent, states } = makeQueue();
  queue.add('docs', files('broken'), []);
  sent[0]!.progress(0.5);
  expect(queue.snapshot()[0]!.share).toBe(0.5);
  sent[0]!.refuse(new Problem(415, 'unreadable_document', 'It is damaged.'));
  await settled();
  expect(queue.snapshot()[0]).toMatchObject({ state: 'failed', problem: 'It is damaged.' });
  queue.again(queue.snapshot()[0]!.id);
  expect(states()).toEqual(['sending']);
  expect(queue.snapshot()[0]).toMatchObject({ share: 0, problem: null });
  sent[1]!.arrive();
  await settled();
  expect(states()).toEqual(['arrived']);
});

it('calls off what is taken back, and gives its place to the next', async () => {
  const { queue, sent } = makeQueue();
  queue.add('docs', files('a', 'b', 'c', 'd'), []);
  queue.cancel(queue.snapshot()[0]!.id);
  await settled();
  expect(sent[0]!.signal.aborted).toBe(true);
  expect(queue.snapshot().map(upload => upload.name)).toEqual(['b', 'c', 'd']);
  expect(sent.at(-1)!.name).toBe('d');
});

it('calls off everything of one namespace and leaves what has arrived', async () => {
  const { queue, sent } = makeQueue();
  queue.add('docs', files('a', 'b'), []);
  queue.add('other', files('c'), []);
  sent[0]!.arrive();
  await settled();
  queue.cancelAll('docs');
  expect(queue.snapshot().map(({ name, state }) => `${name} ${state}`)).toEqual(['a arrived', 'c sending']);
});
