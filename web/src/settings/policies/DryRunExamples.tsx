import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import listing from '../../ui/Listing.module.css';
import { moment } from '../../ui/moments';
import type { DryRun } from './policiesApi';
import { reasonsOf } from './reasons';

/** Messages that meet with another action than now, in pieces and without personal data. */
export function DryRunExamples({ examples }: { examples: DryRun['report']['examples'] }): ReactNode {
  const { t } = useTranslation('policies');
  if (examples.length === 0) return null;
  return (
    <ul className={listing.rows} aria-label={t('runs.examples')}>
      {examples.map(one => (
        <li key={one.message_id} className={listing.row} data-testid="dry-run-example">
          <div className={listing.name}>
            <span>{one.excerpt ?? t('runs.erased')}</span>
            <span className={listing.facts}>
              {[
                one.now === one.draft
                  ? t(`actions.${one.now}`)
                  : `${t(`actions.${one.now}`)} → ${t(`actions.${one.draft}`)}`,
                t(`sources.${one.source as 'user' | 'output'}`),
                moment(one.created_at),
                reasonsOf(one.findings),
              ].join(' · ')}
            </span>
          </div>
        </li>
      ))}
    </ul>
  );
}
