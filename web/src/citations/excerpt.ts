/** A part of a document around a passage, so that a long one costs the page no more than a short one. */
export interface Excerpt {
  before: string;
  passage: string;
  after: string;
  hasMoreBefore: boolean;
  hasMoreAfter: boolean;
}

/** @param reach How many characters to keep on each side; the cut falls on the border of a line where one is near. */
export function excerptOf(text: string, span: { start: number; end: number } | null, reach: number): Excerpt {
  const start = clamp(span?.start ?? 0, 0, text.length);
  const end = clamp(span?.end ?? 0, start, text.length);
  const from = start <= reach ? 0 : lineStart(text, start - reach);
  const to = text.length - end <= reach ? text.length : lineEnd(text, end + reach);
  return {
    before: text.slice(from, start),
    passage: text.slice(start, end),
    after: text.slice(end, to),
    hasMoreBefore: from > 0,
    hasMoreAfter: to < text.length,
  };
}

function lineStart(text: string, at: number): number {
  const line = text.lastIndexOf('\n', at);
  return line >= 0 && at - line < 400 ? line + 1 : wholeCharacter(text, at);
}

function lineEnd(text: string, at: number): number {
  const line = text.indexOf('\n', at);
  return line >= 0 && line - at < 400 ? line : wholeCharacter(text, at);
}

/** Never between the halves of a character. */
function wholeCharacter(text: string, at: number): number {
  const code = text.charCodeAt(at);
  return code >= 0xdc00 && code <= 0xdfff ? at - 1 : at;
}

function clamp(value: number, low: number, high: number): number {
  return Math.min(high, Math.max(low, value));
}
