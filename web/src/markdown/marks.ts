import type { MessageSpan } from '../api/types';

/** The part of a Markdown tree that this file reads and writes. */
export interface MdNode {
  type: string;
  value?: string;
  children?: MdNode[];
  position?: { start: { offset?: number }; end: { offset?: number } };
  data?: { hName?: string; hProperties?: Record<string, string | number> };
}

const Label = /\[(S\d+(?:\s*[,;]\s*S\d+)*)\]/g;

interface Piece {
  from: number;
  to: number;
  unsupported: boolean;
}

/**
 * Turns source labels such as [S1] into chips and wraps what no source bears out.
 * @param start Where the tree's source begins in the message.
 * @param unsupported Spans of the message, in UTF-16 code units.
 */
export function markSources(start: number, unsupported: readonly MessageSpan[]) {
  return () => (tree: MdNode) => {
    visit(tree, node => markText(node, start, unsupported));
  };
}

function visit(parent: MdNode, replace: (node: MdNode) => MdNode[]): void {
  if (parent.children === undefined) return;
  parent.children = parent.children.flatMap(child => {
    if (child.type === 'text') return replace(child);
    visit(child, replace);
    return [child];
  });
}

function markText(node: MdNode, start: number, unsupported: readonly MessageSpan[]): MdNode[] {
  const value = node.value ?? '';
  const from = start + (node.position?.start.offset ?? 0);
  const to = start + (node.position?.end.offset ?? 0);
  // Escapes and entities make the source longer than the text; such a run is then marked as one piece.
  const exact = to - from === value.length;
  return pieces(value.length, from, to, exact, unsupported).flatMap(piece => {
    const children = chips(value.slice(piece.from, piece.to), from + piece.from);
    return piece.unsupported ? [{ type: 'unsupported', children, data: { hName: 'mark' } }] : children;
  });
}

function pieces(length: number, from: number, to: number, exact: boolean, spans: readonly MessageSpan[]): Piece[] {
  const inside = spans.filter(span => span.message_start < to && span.message_end > from);
  if (inside.length === 0) return [{ from: 0, to: length, unsupported: false }];
  if (!exact) return [{ from: 0, to: length, unsupported: true }];
  const edges = new Set([0, length]);
  for (const span of inside) {
    edges.add(Math.max(0, span.message_start - from));
    edges.add(Math.min(length, span.message_end - from));
  }
  const sorted = [...edges].sort((a, b) => a - b);
  return sorted.slice(1).map((edge, index) => {
    const at = sorted[index]!;
    return {
      from: at,
      to: edge,
      unsupported: inside.some(span => span.message_start - from <= at && span.message_end - from >= edge),
    };
  });
}

function chips(value: string, offset: number): MdNode[] {
  const nodes: MdNode[] = [];
  let at = 0;
  for (const match of value.matchAll(Label)) {
    if (match.index > at) nodes.push({ type: 'text', value: value.slice(at, match.index) });
    for (const label of match[1]!.split(/\s*[,;]\s*/)) {
      nodes.push({
        type: 'source',
        data: { hName: 'span', hProperties: { dataLabel: label, dataOffset: offset + match.index } },
        children: [{ type: 'text', value: label }],
      });
    }
    at = match.index + match[0].length;
  }
  if (at < value.length) nodes.push({ type: 'text', value: value.slice(at) });
  return nodes;
}
