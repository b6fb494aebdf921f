import type { RowSize } from './heights';
import { Heights } from './heights';

/** The rows that are built, from the first to the one before the last. */
export interface RowRange {
  first: number;
  last: number;
}

/** What the list holds still while everything around it may move. */
type Hold = { at: 'start' } | { at: 'end' } | { at: 'row'; key: string; delta: number };

/** This near to the end, a reader is at the end. */
const Near = 48;
/** The view is at rest when nothing was scrolled for this long. */
const RestMs = 160;
/** Where nothing has a size, as in a document that is not shown. */
const SomeHeight = 800;

/**
 * A long list of which only what is seen is built. Whatever changes above or below, what is being read stays where it
 * is: the row at the upper edge of the view is held. While the reader scrolls, the list's inside is moved instead of the
 * scroll position, because writing that would end the motion; at rest both are brought together again.
 */
export class Windowed {
  readonly heights = new Heights();
  #view: HTMLElement | null = null;
  #content: HTMLElement | null = null;
  #group: HTMLElement | null = null;
  #hold: Hold = { at: 'end' };
  #drift = 0;
  #top = 0;
  #range: RowRange = { first: 0, last: 0 };
  #rest: ReturnType<typeof setTimeout> | undefined;
  #isMoving = false;
  #speed = 0;

  constructor(
    private readonly onRange: (range: RowRange) => void,
    private readonly onAway: (isAway: boolean) => void,
  ) {}

  /** How fast the reader scrolls, in heights of the view per frame. */
  get speed(): number {
    return this.#isMoving ? this.#speed / this.#height : 0;
  }

  get isAtEnd(): boolean {
    return this.#hold.at === 'end';
  }

  /** Follows an element that scrolls, with the element inside that is as high as all rows, and the one that holds those built. */
  attach(view: HTMLElement, content: HTMLElement, group: HTMLElement): () => void {
    [this.#view, this.#content, this.#group] = [view, content, group];
    let width = group.clientWidth;
    const sizes = new ResizeObserver(() => {
      if (group.clientWidth !== width) {
        width = group.clientWidth;
        this.heights.forget();
      }
      this.settle();
    });
    sizes.observe(view);
    sizes.observe(group);
    const onScroll = () => this.#scrolled();
    view.addEventListener('scroll', onScroll, { passive: true });
    return () => {
      sizes.disconnect();
      view.removeEventListener('scroll', onScroll);
      clearTimeout(this.#rest);
      this.#view = this.#content = this.#group = null;
    };
  }

  /** The rows changed. @returns Those to build now. */
  take(rows: readonly RowSize[]): RowRange {
    this.#catchUp();
    this.heights.take(rows);
    if (!this.#isCovered()) this.#range = this.#wanted();
    this.#range = { first: Math.min(this.#range.first, rows.length), last: Math.min(this.#range.last, rows.length) };
    return this.#range;
  }

  /** Measures what stands there, and puts it where it belongs. Called after every build, before anything is painted. */
  settle(): void {
    this.#catchUp();
    const { first } = this.#range;
    Array.from(this.#group?.children ?? []).forEach((row, index) => {
      const key = this.heights.keyAt(first + index);
      if (key !== undefined) this.heights.measure(key, row.getBoundingClientRect().height);
    });
    this.#place();
    this.onAway(!this.isAtEnd);
    this.#look();
  }

  toEnd(behavior: ScrollBehavior = 'auto'): void {
    // A long way is no journey: all that lies between would have to be built.
    const isFar = this.heights.total - this.#top > 4 * this.#height;
    this.#hold = { at: 'end' };
    this.onAway(false);
    if (behavior === 'smooth' && !isFar) this.#view?.scrollTo({ top: this.#view.scrollHeight, behavior });
    else this.#jump();
  }

  toStart(): void {
    this.#hold = { at: 'start' };
    this.onAway(true);
    this.#jump();
  }

  /** Brings a row into view and holds it there. @returns False when there is none of this name. */
  toRow(key: string, delta = 72): boolean {
    if (this.heights.indexOf(key) < 0) return false;
    this.#hold = { at: 'row', key, delta };
    this.#jump();
    const view = this.#view;
    // What stands near the end cannot be brought up to the top: then this is the end.
    if (view !== null && view.scrollHeight - this.#top - view.clientHeight <= 2) this.#hold = { at: 'end' };
    this.onAway(!this.isAtEnd);
    return true;
  }

  #jump(): void {
    this.#drift = 0;
    this.#isMoving = false;
    this.#top = this.#view?.scrollTop ?? 0;
    this.settle();
  }

  /** @returns False when the view is where it was. */
  #scrolled(): boolean {
    if (!this.#catchUp()) return false;
    this.onAway(!this.isAtEnd);
    this.#look();
    return true;
  }

  /** Takes notice of where the reader scrolled to, which may be before the event of it comes. */
  #catchUp(): boolean {
    const view = this.#view;
    if (view === null || Math.abs(view.scrollTop - this.#top) < 1) return false;
    const isUp = view.scrollTop < this.#top;
    this.#speed = Math.abs(view.scrollTop - this.#top);
    this.#top = view.scrollTop;
    this.#isMoving = true;
    clearTimeout(this.#rest);
    this.#rest = setTimeout(() => this.#come(), RestMs);
    const below = view.scrollHeight - this.#top - view.clientHeight;
    // Text that grew between two looks is no reader who went away: only a way upwards is.
    if (isUp ? below <= 2 : below < Near || this.isAtEnd) this.#hold = { at: 'end' };
    else this.#holdRow();
    return true;
  }

  /** The view came to rest, unless it was scrolled on and nobody heard of it yet. */
  #come(): void {
    if (this.#scrolled()) return;
    this.#isMoving = false;
    this.heights.learn();
    this.#place();
    this.#look();
  }

  /** Holds the first row that is seen. */
  #holdRow(): void {
    const index = this.heights.indexAt(this.#top - this.#drift);
    const key = this.heights.keyAt(index);
    if (key !== undefined)
      this.#hold = { at: 'row', key, delta: this.heights.offsetOf(index) + this.#drift - this.#top };
  }

  #place(): void {
    const view = this.#view;
    if (view === null || this.#content === null || this.#group === null) return;
    const hold = this.#hold;
    const index = hold.at === 'row' ? this.heights.indexOf(hold.key) : -1;
    let top = hold.at === 'end' ? Infinity : hold.at === 'start' ? 0 : this.#top;
    if (hold.at === 'row' && index >= 0) {
      const wanted = this.heights.offsetOf(index) - hold.delta;
      const room = this.heights.offsetOf(this.#range.first);
      if (this.#isMoving && room > 0 && room + this.#top >= wanted) this.#drift = this.#top - wanted;
      else [this.#drift, top] = [0, Math.max(0, wanted)];
    } else this.#drift = 0;
    this.#content.style.height = `${this.heights.total + this.#drift}px`;
    this.#group.style.transform = `translateY(${this.heights.offsetOf(this.#range.first) + this.#drift}px)`;
    top = Math.min(top, Math.max(0, view.scrollHeight - view.clientHeight));
    if (Math.abs(view.scrollTop - top) >= 1) view.scrollTop = top;
    this.#top = view.scrollTop;
    if (hold.at === 'row' && index < 0) this.#holdRow();
  }

  #look(): void {
    if (this.#isCovered()) return;
    this.#range = this.#wanted();
    this.onRange(this.#range);
  }

  get #height(): number {
    return this.#view?.clientHeight || SomeHeight;
  }

  /** Where the view begins, in heights of rows. */
  get #from(): number {
    const hold = this.#hold;
    if (hold.at === 'start') return 0;
    if (hold.at === 'end') return this.heights.total - this.#height;
    const index = this.heights.indexOf(hold.key);
    return index < 0 ? this.#top - this.#drift : this.heights.offsetOf(index) - hold.delta;
  }

  /** Whether what is built reaches beyond both edges of the view. */
  #isCovered(): boolean {
    const { first, last } = this.#range;
    const margin = this.#height * 0.4;
    const isAbove = first === 0 || this.heights.offsetOf(first) <= this.#from - margin;
    const isBelow = last >= this.heights.count || this.heights.offsetOf(last) >= this.#from + this.#height + margin;
    return last > first && isAbove && isBelow;
  }

  #wanted(): RowRange {
    const first = this.heights.indexAt(this.#from - this.#height);
    const last = this.heights.indexAt(this.#from + 2 * this.#height) + 1;
    return { first: Math.max(0, first), last: Math.min(this.heights.count, last) };
  }
}
