import { Progress } from '@mantine/core';
import type { ReactNode } from 'react';
import listing from '../ui/Listing.module.css';
import { moment } from '../ui/moments';
import type { Meter } from './meters';
import { isNear } from './meters';

/** What is used of each limit, what is left of it, and when it begins anew. */
export default function Meters({ meters, label }: { meters: readonly Meter[]; label: string }): ReactNode {
  return (
    <ul className={listing.rows} aria-label={label}>
      {meters.map(meter => (
        <li key={meter.name} className={listing.row} data-testid="meter" data-near={isNear(meter) || undefined}>
          <div className={listing.name}>
            <span className={listing.title}>{meter.name}</span>
            <span className={listing.facts}>
              {number(meter.used)} of {number(meter.most)} used, {number(Math.max(0, meter.most - meter.used))} left ·
              starts anew {moment(meter.resetsAt)}
            </span>
            <Progress
              value={meter.most === 0 ? 100 : Math.min(100, (100 * meter.used) / meter.most)}
              color={isNear(meter) ? 'danger' : undefined}
              size="sm"
              aria-label={`Used of ${meter.name}`}
            />
          </div>
        </li>
      ))}
    </ul>
  );
}

function number(value: number): string {
  return value.toLocaleString(undefined, { maximumFractionDigits: 6 });
}
