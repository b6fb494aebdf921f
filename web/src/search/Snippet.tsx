import type { ReactNode } from 'react';

interface Props {
  text: string;
  highlights: readonly { start: number; end: number }[];
}

/** A piece of a message with what was sought marked in it. */
export function Snippet({ text, highlights }: Props): ReactNode {
  return partsOf(text, highlights).map((part, index) =>
    part.isMarked ? <mark key={index}>{part.text}</mark> : <span key={index}>{part.text}</span>,
  );
}

/** Cuts a text at its highlights, of which some may touch, overlap or lie outside of it. */
export function partsOf(text: string, highlights: Props['highlights']): { text: string; isMarked: boolean }[] {
  const parts: { text: string; isMarked: boolean }[] = [];
  let at = 0;
  for (const { start, end } of highlights.toSorted((a, b) => a.start - b.start)) {
    const from = Math.max(start, at);
    if (end <= from || from >= text.length) continue;
    if (from > at) parts.push({ text: text.slice(at, from), isMarked: false });
    parts.push({ text: text.slice(from, end), isMarked: true });
    at = end;
  }
  if (at < text.length) parts.push({ text: text.slice(at), isMarked: false });
  return parts;
}
