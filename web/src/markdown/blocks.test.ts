import { describe, expect, it } from 'vitest';
import { BlockSplitter } from './blocks';

const blocks = [
  '# Title',
  'A paragraph\nof two lines.',
  '- one\n\n- two\n  - deep',
  '```js\nlet a = 1;\n\nlet b = 2;\n```',
  '| A | B |\n|---|---|\n| 1 | 2 |',
  '> quoted\n> text',
  'The end.',
];
const text = blocks.join('\n\n');

describe('BlockSplitter', () => {
  it('cuts a text into its top-level blocks', () => {
    expect(new BlockSplitter().split(text).map(block => block.source)).toEqual(blocks);
  });

  it('says where each block stands', () => {
    for (const block of new BlockSplitter().split(text)) {
      expect(text.slice(block.start, block.start + block.source.length)).toBe(block.source);
    }
  });

  it('finds the same blocks when the text comes character by character', () => {
    const splitter = new BlockSplitter();
    for (let end = 1; end <= text.length; end++) splitter.split(text.slice(0, end));
    expect(splitter.split(text)).toEqual(new BlockSplitter().split(text));
  });

  it('does not touch blocks that are settled', () => {
    const splitter = new BlockSplitter();
    const before = splitter.split('One.\n\nTwo.\n\nThr');
    const after = splitter.split('One.\n\nTwo.\n\nThree.');
    expect(after[0]).toBe(before[0]);
    expect(after[1]).toBe(before[1]);
    expect(after[2]!.source).toBe('Three.');
  });

  it('begins anew when text was withdrawn', () => {
    const splitter = new BlockSplitter();
    splitter.split('One.\n\nTwo.');
    expect(splitter.split('Other').map(block => block.source)).toEqual(['Other']);
  });

  it('keeps a text whole whose links are defined elsewhere in it', () => {
    expect(new BlockSplitter().split('See [it].\n\nMore.\n\n[it]: https://example.com')).toHaveLength(1);
  });
});
