import { fromMarkdown } from 'mdast-util-from-markdown';
import { gfmFromMarkdown } from 'mdast-util-gfm';
import { gfm } from 'micromark-extension-gfm';

/** A top-level block of a Markdown text. */
export interface Block {
  /** Where it stands in the whole text, in UTF-16 code units. */
  start: number;
  source: string;
}

/** A definition may be used far from where it stands, so that its text cannot be cut into blocks. */
const Definition = /^ {0,3}\[[^\]\n]+\]:\s*\S/m;

/**
 * Cuts a growing text into its top-level blocks. All blocks but the last are settled: more text cannot change them, so
 * that each step parses only the last one and what is new.
 */
export class BlockSplitter {
  #text = '';
  #blocks: readonly Block[] = [];

  split(text: string): readonly Block[] {
    if (text === this.#text) return this.#blocks;
    const settled = text.startsWith(this.#text) ? this.#blocks.slice(0, -1) : [];
    const from = settled.length === 0 ? 0 : this.#blocks[settled.length]!.start;
    this.#text = text;
    this.#blocks = Definition.test(text) ? [{ start: 0, source: text }] : [...settled, ...cut(text, from)];
    return this.#blocks;
  }
}

function cut(text: string, from: number): Block[] {
  const tail = text.slice(from);
  const tree = fromMarkdown(tail, { extensions: [gfm()], mdastExtensions: [gfmFromMarkdown()] });
  // From the start of the line, so that indentation that means something is kept; up to the next block, so that nothing is lost.
  const starts = tree.children.map(node => lineStart(tail, node.position!.start.offset!));
  return starts.map((start, index) => ({
    start: from + start,
    source: tail.slice(start, starts[index + 1]).trimEnd(),
  }));
}

function lineStart(text: string, at: number): number {
  return at === 0 ? 0 : text.lastIndexOf('\n', at - 1) + 1;
}
