import { fromMarkdown } from 'mdast-util-from-markdown';
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
  const tree = fromMarkdown(tail, { extensions: [gfm()] });
  return tree.children.map(node => {
    // From the start of the line, so that indentation that means something is kept.
    const start = tail.lastIndexOf('\n', node.position!.start.offset! - 1) + 1;
    return { start: from + start, source: tail.slice(start, node.position!.end.offset) };
  });
}
