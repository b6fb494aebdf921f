/**
 * A text that is still being written, as it will most likely go on: what was opened is closed, and what cannot be told
 * yet is held back, so that nothing on the screen flips from one meaning to another. Only its end is changed.
 */
export function asIfWhole(source: string): string {
  if (/^ {0,3}(```|~~~)/.test(source)) return source;
  const table = halfTable(source);
  if (table !== null) return table;
  const lines = source.split('\n');
  const last = lines.length - 1;
  // A line of dashes under a text would make a heading of it; it becomes a list, a rule or a table far more often.
  if (last > 0 && /^\s*(-{1,2}|=+|[*+]|\d{1,3}[.)]?|#{1,6}|>)\s*$/.test(lines[last]!)) lines.pop();
  return closed(lines.join('\n'));
}

function halfTable(source: string): string | null {
  const [head = '', rule, ...rows] = source.split('\n');
  if (!/^ {0,3}\|/.test(head) || rows.length > 0) return null;
  if (rule === undefined) return '';
  if (!/^[\s|:-]*$/.test(rule)) return null;
  const columns = head.replace(/\\\|/g, '').split('|').length - 2;
  return columns < 1 ? '' : `${head}\n|${' --- |'.repeat(columns)}`;
}

function closed(source: string): string {
  const paragraph = source.slice(source.lastIndexOf('\n\n') + 1);
  const ticks = paragraph.match(/`+/g) ?? [];
  if (ticks.length % 2 === 1) return source.endsWith('`') ? source.replace(/`+$/, '') : source + ticks.at(-1);
  let text = source
    // The beginning of a link shows its words, a label or a picture nothing before it is whole.
    .replace(/!\[[^\]\n]*(\](\([^)\n]*)?)?$/, '')
    .replace(/\[([^\]\n]*)\]\([^)\n]*$/, '$1')
    .replace(/\[(S[\d,; S]*)?$/, '')
    .replace(/(\*{1,3}|_{1,3}|~{1,2}|\$\$?|\\)$/, '');
  const plain = text.slice(text.lastIndexOf('\n\n') + 1).replace(/`[^`]*`|\\./g, '');
  if (count(plain, /\$\$/g) % 2 === 1) return text.slice(0, text.lastIndexOf('$$'));
  const open: string[] = [];
  for (const [mark] of plain.matchAll(/(?<![\w*])\*{1,3}(?=[^\s*])|(?<=[^\s*])\*{1,3}|~~/g)) {
    if (open.at(-1) === mark) open.pop();
    else open.push(mark);
  }
  if (open.length > 0 && open.length < 4) text = text.trimEnd() + open.reverse().join('');
  return text;
}

function count(text: string, pattern: RegExp): number {
  return text.match(pattern)?.length ?? 0;
}
