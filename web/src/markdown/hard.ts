const Fenced = /^ {0,3}(`{3,}|~{3,})[^\n]*\n[\s\S]*?(?:^ {0,3}\1[`~]*[ \t]*$|(?![\s\S]))/gm;
const Deep = /^(?:[ \t]*(?:>|[-*+]|\d+[.)])){24}|^[ \t]{48,}(?:[-*+]|\d+[.)])|[[*_]{200}/m;
const MostMarks = 800;
const MostDefinitions = 200;
const MostColumns = 300;

/**
 * Whether reading a text as Markdown would take the page longer than anybody waits: nothing that people or models write is
 * nested so deep or so full of marks.
 */
export function isTooHard(text: string): boolean {
  const prose = text.replace(Fenced, '');
  return (
    Deep.test(prose) ||
    count(prose, /^ {0,3}\[[^\]\n]+\]:/gm) > MostDefinitions ||
    prose.split(/\n[ \t]*\n/).some(part => count(part, /[*_[`<&@~]|www\./g) > MostMarks) ||
    prose.split('\n').some(line => count(line, /\|/g) > MostColumns)
  );
}

function count(text: string, pattern: RegExp): number {
  let found = 0;
  pattern.lastIndex = 0;
  while (pattern.test(text)) found++;
  return found;
}
