/** Says of a text that grows what has become whole since it was last asked. */
export class Sentences {
  #key: string | null = null;
  #said = 0;
  #hasEnded = false;

  /** @param isWhole True when nothing more will come. @returns The new sentences as plain words, or nothing. */
  take(key: string, text: string, isWhole: boolean): string {
    if (key !== this.#key) {
      // What ended before anybody listened is read by those who go there.
      this.#said = isWhole ? text.length : 0;
      this.#hasEnded = isWhole;
      this.#key = key;
    }
    if (text.length < this.#said) this.#said = 0;
    const end = isWhole ? text.length : lastSentenceEnd(text, this.#said);
    const next = text.slice(this.#said, end);
    this.#said = end;
    return plain(next);
  }

  /** @returns True once, when the text that was followed has ended. */
  ends(key: string): boolean {
    if (key !== this.#key || this.#hasEnded) return false;
    this.#hasEnded = true;
    return true;
  }
}

function lastSentenceEnd(text: string, from: number): number {
  let end = from;
  for (const match of text.slice(from).matchAll(/(?:[.!?…][)"'”’»*_]*(?=\s)|[。！？]|\n)\s*/gu))
    end = from + match.index + match[0].length;
  return end;
}

/** Markdown as it is spoken. */
function plain(text: string): string {
  return text
    .replace(/^ {0,3}(```|~~~).*$/gm, '')
    .replace(/!?\[([^\]\n]*)\]\([^)\n]*\)/g, '$1')
    .replace(/\[S\d+(?:[,; ]+S\d+)*\]/g, '')
    .replace(/^[ \t]*(?:#{1,6}|>|[-*+]|\|)[ \t]*/gm, '')
    .replace(/[*_`~|]+/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
}
