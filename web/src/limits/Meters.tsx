import { Progress } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import listing from '../ui/Listing.module.css';
import { moment, number } from '../ui/moments';
import type { Meter } from './meters';
import { isNear } from './meters';

/** What is used of each limit, what is left of it, and when it begins anew. */
export default function Meters({ meters, label }: { meters: readonly Meter[]; label: string }): ReactNode {
  const { t } = useTranslation('limits');
  return (
    <ul className={listing.rows} aria-label={label}>
      {meters.map(meter => (
        <li key={meter.name} className={listing.row} data-testid="meter" data-near={isNear(meter) || undefined}>
          <div className={listing.name}>
            <span className={listing.title}>{meter.name}</span>
            <span className={listing.facts}>
              {t('meter', {
                used: number(meter.used),
                most: number(meter.most),
                left: number(Math.max(0, meter.most - meter.used)),
                at: moment(meter.resetsAt),
              })}
            </span>
            <Progress
              value={meter.most === 0 ? 100 : Math.min(100, (100 * meter.used) / meter.most)}
              color={isNear(meter) ? 'danger' : undefined}
              size="sm"
              aria-label={t('usedOf', { name: meter.name })}
            />
          </div>
        </li>
      ))}
    </ul>
  );
}
