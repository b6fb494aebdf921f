import { locale } from '../i18n/i18n';

/** A day, as the reader writes days. */
export function day(at: string): string {
  return new Date(at).toLocaleDateString(locale(), { dateStyle: 'medium' });
}

const stamps = /\b\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(?:\.\d+)?Z/g;

/** A sentence of the server with its moments as the reader writes them, in the reader's own time zone. */
export function inOwnTime(sentence: string): string {
  return sentence.replace(stamps, moment);
}

/** A moment, as the reader writes moments. */
export function moment(at: string): string {
  return new Date(at).toLocaleString(locale(), { dateStyle: 'medium', timeStyle: 'short' });
}

/** The time of a moment that is near, to the second. */
export function timeOfDay(at: string): string {
  return new Date(at).toLocaleTimeString(locale(), { timeStyle: 'medium' });
}

/** A number, as the reader writes numbers. */
export function number(value: number, most = 6): string {
  return value.toLocaleString(locale(), { maximumFractionDigits: most });
}

/** A size, as people say it. */
export function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${number(bytes)} B`;
  if (bytes < 1_000_000) return `${number(bytes / 1000, bytes < 10_000 ? 1 : 0)} kB`;
  return `${number(bytes / 1_000_000, 1)} MB`;
}

const units: [Intl.RelativeTimeFormatUnit, number][] = [
  ['year', 31_536_000],
  ['month', 2_592_000],
  ['week', 604_800],
  ['day', 86_400],
  ['hour', 3_600],
  ['minute', 60],
];

/** How long ago or ahead a moment is, as people say it. */
export function ago(at: string, now: number): string {
  const seconds = (Date.parse(at) - now) / 1000;
  const format = new Intl.RelativeTimeFormat(locale(), { numeric: 'auto', style: 'long' });
  const fitting = units.find(([, length]) => Math.abs(seconds) >= length);
  return fitting === undefined
    ? format.format(0, 'second')
    : format.format(Math.trunc(seconds / fitting[1]), fitting[0]);
}

/** A span of time in its largest whole unit, as people say it. */
export function spanOf(seconds: number): string {
  const [unit, length] = units.find(([, length]) => seconds >= length) ?? ['second', 1];
  return new Intl.NumberFormat(locale(), { style: 'unit', unit, unitDisplay: 'long' }).format(
    Math.floor(seconds / length),
  );
}
