import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { sentenceOf } from '../../api/problem';
import Meters from '../../limits/Meters';
import { metersOf } from '../../limits/meters';
import { useLimits } from '../../limits/useLimits';
import listing from '../../ui/Listing.module.css';
import { Notice } from '../../ui/Notice';
import { Panel } from '../Panel';

/** What one may use oneself, and what is used of it. */
export function OwnLimits(): ReactNode {
  const limits = useLimits();
  const own = limits.data;
  return (
    <Panel title="Your limits" lead={own?.plan ? `The plan is ${own.plan}.` : undefined}>
      {limits.isPending && <Skeleton height={90} mt="md" />}
      {limits.error && <Notice tone="danger">{sentenceOf(limits.error)}</Notice>}
      {own && <Meters meters={metersOf(own)} label="What is used" />}
      {own && (
        <ul className={listing.rows} aria-label="What bounds the pace">
          {own.messages.limit === null && <Bound name="Messages a day" most={null} />}
          <Bound name="Requests a minute" most={own.requests.per_minute} />
          <Bound name="Answers at the same time" most={own.streams.limit} />
        </ul>
      )}
    </Panel>
  );
}

function Bound({ name, most }: { name: string; most: number | null }): ReactNode {
  return (
    <li className={listing.row} data-testid="limit-row">
      <div className={listing.name}>
        <span className={listing.title}>{name}</span>
        <span className={listing.facts}>{most === null ? 'no limit' : Number(most).toLocaleString()}</span>
      </div>
    </li>
  );
}
