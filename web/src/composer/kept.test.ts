import { beforeEach, describe, expect, it } from 'vitest';
import { Drafts } from './drafts';
import { Waiting } from './waiting';

let kept: Map<string, string>;
const storage = {
  getItem: (key: string) => kept.get(key) ?? null,
  setItem: (key: string, value: string) => void kept.set(key, value),
  removeItem: (key: string) => void kept.delete(key),
};
const full = {
  ...storage,
  setItem: () => {
    throw new Error('full');
  },
};

beforeEach(() => (kept = new Map()));

describe('drafts', () => {
  it('are kept by conversation until they are sent or somebody signs out', () => {
    const drafts = new Drafts(storage);
    drafts.keep('a', 'one');
    drafts.keep('b', 'two');
    expect([new Drafts(storage).of('a'), drafts.of('b'), drafts.of('c')]).toEqual(['one', 'two', '']);
    drafts.keep('a', '');
    expect(drafts.of('a')).toBe('');
    drafts.clear();
    expect(kept.size).toBe(0);
  });

  it('are not written down any more once nobody is there', () => {
    const drafts = new Drafts(storage);
    drafts.keep('a', 'one');
    drafts.close();
    drafts.keep('a', 'what the composer held as it went');
    expect(kept.size).toBe(0);
    drafts.open();
    drafts.keep('a', 'two');
    expect(drafts.of('a')).toBe('two');
  });

  it('are kept with their files, and take before them what did not go', () => {
    const file = (file_id: string) => ({
      file_id,
      name: file_id,
      media_type: 'text/plain',
      bytes: 3,
      kind: 'text' as const,
    });
    const drafts = new Drafts(storage);
    drafts.keepFiles('a', [file('file_2')]);
    drafts.keep('a', 'since');
    drafts.giveBack('a', { message: 'before', attachments: [file('file_1'), file('file_2')] });
    expect(drafts.of('a')).toBe('before\n\nsince');
    expect(drafts.filesOf('a')).toEqual([file('file_1'), file('file_2')]);
    drafts.keep('a', '');
    expect(drafts.filesOf('a')).toHaveLength(2);
    drafts.keepFiles('a', []);
    expect(kept.get(Drafts.Key)).toBe('{}');
  });

  it('are not more than so many, the oldest go first', () => {
    let now = 0;
    const drafts = new Drafts(storage, () => now++);
    for (let index = 0; index <= Drafts.Most; index++) drafts.keep(`c${index}`, 'text');
    expect([drafts.of('c0'), drafts.of('c1')]).toEqual(['', 'text']);
  });

  it('survive what is no draft, and a storage that is full', () => {
    kept.set(Drafts.Key, 'null');
    expect(new Drafts(storage).of('a')).toBe('');
    kept.set(Drafts.Key, '{"a": {"text": "", "files": [null, 3, {"file_id": 4}]}}');
    expect(new Drafts(storage).filesOf('a')).toEqual([]);
    kept.set(Drafts.Key, '{"a": 3}');
    expect([new Drafts(storage).of('a'), new Drafts(storage).filesOf('a')]).toEqual(['', []]);
    expect(() => new Drafts(full).keep('a', 'text')).not.toThrow();
  });
});

describe('messages that wait', () => {
  const message = (id: string) => ({ id, conversationId: 'c', text: id, attachments: [] });

  it('stay in their order over a reload, and can be taken out', () => {
    const waiting = new Waiting(storage);
    ['1', '2', '3'].forEach(id => waiting.add(message(id)));
    waiting.remove('1');
    expect(new Waiting(storage).snapshot().map(item => item.text)).toEqual(['2', '3']);
    waiting.clear();
    expect(kept.size).toBe(0);
  });

  it('tell who watches, and survive what is no list', () => {
    kept.set(Waiting.Key, '{');
    const waiting = new Waiting(storage);
    let told = 0;
    waiting.watch(() => told++);
    waiting.add(message('1'));
    expect([told, waiting.snapshot().length]).toEqual([1, 1]);
  });
});
