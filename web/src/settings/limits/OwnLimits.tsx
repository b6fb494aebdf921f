import { Progress, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { sentenceOf } from '../../api/problem';
import listing from '../../ui/Listing.module.css';
import { Notice } from '../../ui/Notice';
import { Panel } from '../Panel';
import { moment } from '../words';
import { useLimits } from './limitsApi';

/** What one may use oneself, and what is used of it. */
export function OwnLimits(): ReactNode {
  const limits = useLimits();
  const own = limits.data;
  return (
    <Panel title="Your limits" lead={own?.plan ? `The plan is ${own.plan}.` : undefined}>
      {limits.isPending && <Skeleton height={90} mt="md" />}
      {limits.error && <Notice tone="danger">{sentenceOf(limits.error)}</Notice>}
      {own && (
        <ul className={listing.rows} aria-label="Your limits">
          <Limit
            name="Messages today"
            used={Number(own.messages.used)}
            most={own.messages.limit === null ? null : Number(own.messages.limit)}
            fact={own.messages.limit === null ? undefined : `starts anew ${moment(own.messages.resets_at)}`}
          />
          <Limit
            name="Requests a minute"
            most={own.requests.per_minute === null ? null : Number(own.requests.per_minute)}
          />
          <Limit name="Answers at the same time" most={own.streams.limit === null ? null : Number(own.streams.limit)} />
        </ul>
      )}
    </Panel>
  );
}

function Limit({
  name,
  used,
  most,
  fact,
}: {
  name: string;
  used?: number;
  most: number | null;
  fact?: string;
}): ReactNode {
  const words = most === null ? 'no limit' : `${most}`;
  return (
    <li className={listing.row} data-testid="limit-row">
      <div className={listing.name}>
        <span className={listing.title}>{name}</span>
        <span className={listing.facts}>
          {[used === undefined ? words : `${used} of ${words}`, fact].filter(Boolean).join(' · ')}
        </span>
        {used !== undefined && most !== null && (
          <Progress value={most === 0 ? 100 : Math.min(100, (100 * used) / most)} size="sm" aria-label={name} />
        )}
      </div>
    </li>
  );
}
