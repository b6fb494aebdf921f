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
