/** A part of one of the texts that a page is made of, in UTF-16 code units. */
export interface Mark {
  item: number;
  start: number;
  end: number;
}

/** Fewer letters than these may stand anywhere by chance. */
const LeastLetters = 10;
const SeedLength = 14;
/** How much of a passage must be found where it does not stand there to the letter. */
const LeastShare = 0.5;

/**
 * Finds a passage among the texts of a page. Only letters and digits count: pages break words at the ends of lines, draw
 * ligatures and accents as signs of their own, and know nothing of the rules and marks of a text.
 * @param near Where on the page it is expected, 0 to 1, for what stands there more than once.
 * @returns A mark for each text that holds some of it; none when it is not there.
 */
export function findPassage(items: readonly string[], passage: string, near = 0): Mark[] {
  const page = lettersOf(items);
  const sought = lettersOf([passage]).letters;
  if (sought === '' || page.letters === '') return [];
  const found = whole(page.letters, sought, near) ?? edge(page.letters, sought) ?? most(page.letters, sought);
  return found === null ? [] : withStop(marksOf(page.places, found), items, passage);
}

interface Letters {
  letters: string;
  /** Where each code unit of the letters comes from. */
  places: readonly Mark[];
}

function lettersOf(items: readonly string[]): Letters {
  const places: Mark[] = [];
  let letters = '';
  items.forEach((text, item) => {
    let start = 0;
    for (const character of text) {
      const end = start + character.length;
      const plain = character
        .normalize('NFKD')
        .toLowerCase()
        .replace(/[^\p{L}\p{N}]/gu, '');
      for (let unit = 0; unit < plain.length; unit++) places.push({ item, start, end });
      letters += plain;
      start = end;
    }
  });
  return { letters, places };
}

type Span = readonly [from: number, to: number];

/** The passage as it is; of several the one nearest to where it is expected. */
function whole(page: string, sought: string, near: number): Span | null {
  let best: number | null = null;
  const expected = near * page.length;
  for (let at = page.indexOf(sought); at >= 0; at = page.indexOf(sought, at + 1)) {
    if (best === null || Math.abs(at - expected) < Math.abs(best - expected)) best = at;
  }
  return best === null ? null : [best, best + sought.length];
}

/** A passage that begins at the end of the page, or ends at its beginning. */
function edge(page: string, sought: string): Span | null {
  for (let length = Math.min(page.length, sought.length); length >= LeastLetters; length--) {
    if (page.endsWith(sought.slice(0, length))) return [page.length - length, page.length];
    if (page.startsWith(sought.slice(-length))) return [0, length];
  }
  return null;
}

/** The stretch of the page that has most of the passage, where something stands in between or in another order. */
function most(page: string, sought: string): Span | null {
  if (sought.length < SeedLength) return null;
  const found = new Set<number>();
  for (let at = 0; at + SeedLength <= sought.length; at += SeedLength / 2) {
    const seed = sought.slice(at, at + SeedLength);
    for (let hit = page.indexOf(seed); hit >= 0; hit = page.indexOf(seed, hit + 1)) found.add(hit);
  }
  const hits = [...found].sort((one, other) => one - other);
  const reach = sought.length * 1.6;
  let best: { from: number; to: number; letters: number } | null = null;
  for (let first = 0; first < hits.length; first++) {
    const from = hits[first]!;
    let [to, letters] = [from, 0];
    for (let next = first; next < hits.length; next++) {
      const hit = hits[next]!;
      const end = hit + SeedLength;
      if (end - from > reach) break;
      letters += end - Math.max(hit, to);
      to = end;
    }
    if (best === null || letters > best.letters) best = { from, to, letters };
  }
  return best !== null && best.letters >= LeastShare * sought.length ? [best.from, best.to] : null;
}

function marksOf(places: readonly Mark[], [from, to]: Span): Mark[] {
  const marks: Mark[] = [];
  for (const { item, start, end } of places.slice(from, to)) {
    const last = marks.at(-1);
    if (last?.item === item) last.end = end;
    else marks.push({ item, start, end });
  }
  return marks;
}

/** A sentence is marked with the sign that ends it. */
function withStop(marks: Mark[], items: readonly string[], passage: string): Mark[] {
  const [last, stop] = [marks.at(-1), passage.trimEnd().at(-1)];
  if (last !== undefined && items[last.item]![last.end] === stop) last.end++;
  return marks;
}
