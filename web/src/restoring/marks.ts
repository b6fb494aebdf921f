import type { HtmlNode } from '../markdown/tame';
import { pieces } from './placeholders';

/** A rehype plugin: sets placeholders apart in text, and in code, so that they can be shown as what they are. */
export function markPlaceholders() {
  return (tree: HtmlNode) => visit(tree);
}

function visit(parent: HtmlNode): void {
  if (parent.children === undefined) return;
  parent.children = parent.children.flatMap(child => {
    if (child.type !== 'text') {
      visit(child);
      return [child];
    }
    return child.value?.includes('[') ? pieces(child.value).map(asNode) : [child];
  });
}

function asNode({ text, stands }: { text: string; stands: boolean }): HtmlNode {
  const node: HtmlNode = { type: 'text', value: text };
  return stands ? { type: 'element', tagName: 'span', properties: { dataPlaceholder: text }, children: [node] } : node;
}
