import { number } from '../../ui/moments';
import type { Rate } from './redTeamApi';

const percent = (share: number): string => `${number(100 * share, 1)} %`;

/** A share as people read it; a dash where nothing counts. */
export function shareOf(rate: Rate | null | undefined): string {
  return rate?.value == null ? '–' : percent(Number(rate.value));
}

/** How many of how many, and between what the share lies with 95 %. */
export function sureness(rate: Rate): string {
  return rate.value == null
    ? ''
    : `${number(Number(rate.hits))} / ${number(Number(rate.count))} · ${percent(Number(rate.low))} – ${percent(Number(rate.high))}`;
}

/** The change of a share, with its sign. */
export function changeOf(change: number): string {
  return `${change > 0 ? '+' : change < 0 ? '−' : '±'}${percent(Math.abs(change))}`;
}
