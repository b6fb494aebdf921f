/** The part of an HTML tree that the page's own plugins read and write. */
export interface HtmlNode {
  type: string;
  tagName?: string;
  value?: string;
  properties?: Record<string, string | boolean | string[]>;
  children?: HtmlNode[];
}

/** Turns the order of what follows: a text can look like another one by them. */
const Overrides = /([\u202d\u202e])/u;
/** In code every character that changes the order is one that hides something. */
const Turning = /([\u200e\u200f\u061c\u202a-\u202e\u2066-\u2069])/u;
/** More marks on one letter than any script has. */
const Tower = /(\p{M}{8})\p{M}+/gu;

const blocks = new Set(['p', 'li', 'h1', 'h2', 'h3', 'h4', 'h5', 'h6', 'blockquote', 'td', 'th', 'dd', 'dt']);

/**
 * A rehype plugin: shows the characters that turn the order of a text instead of obeying them, cuts towers of combining
 * marks, and lets each paragraph run in the direction of its own script.
 */
export function tame() {
  return (tree: HtmlNode) => visit(tree, false);
}

/** A text for the screen, in pieces: those at odd places are characters to be shown by their names. */
export function tamed(text: string, isCode = false): string[] {
  return text.replace(Tower, '$1').split(isCode ? Turning : Overrides);
}

/** What a character that cannot be seen is called. */
export function nameOf(character: string): string {
  return `U+${character.codePointAt(0)!.toString(16).toUpperCase().padStart(4, '0')}`;
}

function visit(parent: HtmlNode, isCode: boolean): void {
  if (parent.children === undefined) return;
  if (blocks.has(parent.tagName ?? '')) parent.properties = { ...parent.properties, dir: 'auto' };
  const inCode = isCode || parent.tagName === 'code';
  parent.children = parent.children.flatMap(child => {
    if (child.type !== 'text') {
      withoutForeignName(child);
      visit(child, inCode);
      return [child];
    }
    const pieces = tamed(child.value ?? '', inCode);
    return pieces.length === 1 ? [{ ...child, value: pieces[0]! }] : pieces.flatMap(asNodes);
  });
}

/** One name for the footnotes of all answers would be there many times. */
function withoutForeignName(node: HtmlNode): void {
  delete node.properties?.['ariaDescribedBy'];
  if (!String(node.properties?.['id']).startsWith('user-content-')) delete node.properties?.['id'];
}

function asNodes(piece: string, index: number): HtmlNode[] {
  if (index % 2 === 0) return piece === '' ? [] : [{ type: 'text', value: piece }];
  const children = [{ type: 'text', value: nameOf(piece) }];
  return [{ type: 'element', tagName: 'span', properties: { dataControl: nameOf(piece) }, children }];
}
