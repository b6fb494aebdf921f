import type { ReactNode } from 'react';

/** Keeps what was rendered last, up to so many characters of source, and lets go of what was not asked for the longest. */
export class Rendered {
  readonly #kept = new Map<string, ReactNode>();
  #characters = 0;

  constructor(private readonly most: number) {}

  of(source: string, make: () => ReactNode): ReactNode {
    const before = this.#kept.get(source);
    if (before !== undefined) {
      this.#kept.delete(source);
      this.#kept.set(source, before);
      return before;
    }
    const node = make();
    this.#kept.set(source, node);
    this.#characters += source.length;
    for (const oldest of this.#kept.keys()) {
      if (this.#characters <= this.most) break;
      this.#kept.delete(oldest);
      this.#characters -= oldest.length;
    }
    return node;
  }
}
