import { describe, expect, it } from 'vitest';
import type { Message } from '../api/types';
import { BranchReader } from './branchReader';

const message = (number: number, parent: number | null = number - 1, name = `msg_${number}`) =>
  ({ id: name, parent_id: parent === null || parent === 0 ? null : `msg_${parent}`, content: name }) as Message;

/** Messages from one number down to another, newest first. */
const down = (from: number, to: number) => Array.from({ length: from - to + 1 }, (_, index) => message(from - index));
const page = (data: Message[], next_cursor: string | null) => ({ data, next_cursor });
const shown = (reader: BranchReader) => reader.snapshot().messages.map(item => item.id);

describe('a branch that is read in pages', () => {
  it('grows at its beginning', () => {
    const reader = new BranchReader();
    reader.newest(page(down(9, 7), 'before-7'));
    expect(shown(reader)).toEqual(['msg_7', 'msg_8', 'msg_9']);
    expect(reader.snapshot().earlier).toBe('before-7');
    reader.earlier(page(down(6, 4), 'before-4'));
    reader.earlier(page(down(3, 1), null));
    expect(shown(reader)).toHaveLength(9);
    expect(reader.snapshot().earlier).toBeNull();
  });

  it('keeps what was read when the newest page comes again with more', () => {
    const reader = new BranchReader();
    reader.newest(page(down(6, 4), 'before-4'));
    reader.earlier(page(down(3, 1), null));
    reader.newest(page(down(8, 6), 'before-6'));
    expect(shown(reader)).toEqual(
      down(8, 1)
        .map(item => item.id)
        .reverse(),
    );
    expect(reader.snapshot().earlier).toBeNull();
  });

  it('goes on where the newest page left a gap', () => {
    const reader = new BranchReader();
    reader.newest(page(down(3, 2), 'before-2'));
    reader.newest(page(down(9, 8), 'before-8'));
    expect(reader.snapshot()).toMatchObject({ earlier: 'before-8' });
    reader.earlier(page(down(7, 4), 'before-4'));
    expect(shown(reader)[0]).toBe('msg_2');
    expect(reader.snapshot().earlier).toBe('before-2');
  });

  it('shares what two branches have in common', () => {
    const reader = new BranchReader();
    reader.newest(page(down(5, 3), 'before-3'));
    reader.earlier(page(down(2, 1), null));
    reader.newest(page([message(6, 2, 'other')], 'before-other'));
    expect(shown(reader)).toEqual(['msg_1', 'msg_2', 'other']);
  });

  it('tells of a change and ends on a ring', () => {
    const reader = new BranchReader();
    reader.newest(page(down(3, 1), null));
    let told = 0;
    reader.watch(() => told++);
    reader.change('msg_2', { content: 'new' });
    expect([told, reader.snapshot().messages[1]!.content]).toEqual([1, 'new']);
    reader.newest(page([message(4, 5), message(5, 4), message(9, 4)], null));
    expect(reader.snapshot().messages.length).toBeLessThan(10);
  });
});
