import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem';
import Meters from '../../limits/Meters';
import { metersOf } from '../../limits/meters';
import { useLimits } from '../../limits/useLimits';
import listing from '../../ui/Listing.module.css';
import { number } from '../../ui/moments';
import { Notice } from '../../ui/Notice';
import { Panel } from '../Panel';

/** What one may use oneself, and what is used of it. */
export function OwnLimits(): ReactNode {
  const { t } = useTranslation('settings');
  const limits = useLimits();
  const own = limits.data;
  return (
    <Panel title={t('own.title')} lead={own?.plan ? t('own.plan', { plan: own.plan }) : undefined}>
      {limits.isPending && <Skeleton height={90} mt="md" />}
      {limits.error && <Notice tone="danger">{sentenceOf(limits.error)}</Notice>}
      {own && <Meters meters={metersOf(own)} label={t('own.used')} />}
      {own && (
        <ul className={listing.rows} aria-label={t('own.pace')}>
          {own.messages.limit === null && <Bound name={t('own.messages')} most={null} />}
          <Bound name={t('own.requests')} most={own.requests.per_minute} />
          <Bound name={t('own.streams')} most={own.streams.limit} />
        </ul>
      )}
    </Panel>
  );
}

function Bound({ name, most }: { name: string; most: number | null }): ReactNode {
  const { t } = useTranslation('settings');
  return (
    <li className={listing.row} data-testid="limit-row">
      <div className={listing.name}>
        <span className={listing.title}>{name}</span>
        <span className={listing.facts}>{most === null ? t('own.none') : number(Number(most))}</span>
      </div>
    </li>
  );
}
