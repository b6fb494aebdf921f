/** One row of a long list: its name, and how high it is thought to be until it has been seen. */
export interface RowSize {
  key: string;
  estimate: number;
}

/**
 * Where every row of a long list stands. Heights that were measured are kept by the row's key; the others are
 * estimated.
 */
export class Heights {
  #rows: readonly RowSize[] = [];
  #positions: Map<string, number> | null = null;
  #offsets = new Float64Array(1);
  #isFresh = true;
  #estimated = 0;
  #seen = 0;
  #learned = 1;
  readonly #measured = new Map<string, number>();

  get count(): number {
    return this.#rows.length;
  }

  /** The height of all rows together, in pixels. */
  get total(): number {
    return this.offsetOf(this.count);
  }

  take(rows: readonly RowSize[]): void {
    if (rows === this.#rows) return;
    this.#rows = rows;
    this.#positions = null;
    this.#isFresh = false;
  }

  /** @returns Whether anything moved by it. */
  measure(key: string, height: number): boolean {
    const before = this.#measured.get(key);
    if (height <= 0 || (before !== undefined && Math.abs(before - height) < 0.01)) return false;
    const index = this.indexOf(key);
    if (before === undefined && index >= 0) {
      this.#estimated += this.#rows[index]!.estimate;
      this.#seen += height;
    }
    this.#measured.set(key, height);
    this.#isFresh = false;
    return true;
  }

  /** Lets what was measured correct the estimates of the rest. All rows that were not seen move by it. */
  learn(): void {
    if (this.#estimated === 0) return;
    this.#learned = Math.min(3, Math.max(0.3, this.#seen / this.#estimated));
    this.#isFresh = false;
  }

  /** The width changed: nothing that was measured holds. */
  forget(): void {
    this.#measured.clear();
    this.#estimated = this.#seen = 0;
    this.#isFresh = false;
  }

  indexOf(key: string): number {
    this.#positions ??= new Map(this.#rows.map((row, index) => [row.key, index]));
    return this.#positions.get(key) ?? -1;
  }

  keyAt(index: number): string | undefined {
    return this.#rows[index]?.key;
  }

  /** Where a row begins, from the top of the list; the list's end for the row after the last. */
  offsetOf(index: number): number {
    if (!this.#isFresh) this.#lay();
    return this.#offsets[Math.min(Math.max(index, 0), this.count)]!;
  }

  /** The row that covers a point; the nearest one outside of the list. */
  indexAt(y: number): number {
    if (!this.#isFresh) this.#lay();
    let low = 0;
    let high = this.count - 1;
    while (low < high) {
      const middle = (low + high + 1) >> 1;
      if (this.#offsets[middle]! <= y) low = middle;
      else high = middle - 1;
    }
    return low;
  }

  #lay(): void {
    if (this.#offsets.length !== this.count + 1) this.#offsets = new Float64Array(this.count + 1);
    let at = 0;
    this.#rows.forEach((row, index) => {
      this.#offsets[index] = at;
      at += this.#measured.get(row.key) ?? Math.round(row.estimate * this.#learned);
    });
    this.#offsets[this.count] = at;
    this.#isFresh = true;
  }
}
