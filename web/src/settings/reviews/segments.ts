import type { Mark } from './reviewsApi';

/** A piece of a text, with what was found in it; nothing in what lies between. */
export interface Segment {
  start: number;
  text: string;
  marks: Mark[];
}

/** Cuts a text where something that was found begins or ends; places may overlap. */
export function segmentsOf(text: string, marks: readonly Mark[]): Segment[] {
  const inside = marks.filter(mark => mark.start < mark.end && mark.end <= text.length && mark.start >= 0);
  const cuts = [...new Set([0, text.length, ...inside.flatMap(mark => [mark.start, mark.end])])].sort((a, b) => a - b);
  return cuts.slice(0, -1).map((start, at) => ({
    start,
    text: text.slice(start, cuts[at + 1]),
    marks: inside.filter(mark => mark.start <= start && mark.end > start),
  }));
}
