import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ListBody, Panel } from '../Panel';
import { CaseRow } from './CaseRow';
import { FilterBar } from './FilterBar';
import styles from './Reviews.module.css';
import type { ReviewFilter } from './reviewsApi';
import { useReviews } from './reviewsApi';
import { TrainingPanel } from './TrainingPanel';
import { useFilter } from './useFilter';

const states = ['open', 'automatic', 'decided', ''] as const;
const sources = ['', 'user', 'output', 'document', 'tool'] as const;
const exampleKind = 'injection';

/** What guards were unsure of, what they refused, and what people decided. */
export default function ReviewPanel(): ReactNode {
  const { t } = useTranslation('reviews');
  const { filter, asked, change } = useFilter<ReviewFilter>({ state: 'open', source: '', kind: '' });
  const [openId, setOpenId] = useState<string | null>(null);
  const reviews = useReviews(asked);
  return (
    <>
      <Panel title={t('queue.title')} lead={t('queue.lead')}>
        <FilterBar
          label={t('queue.filters')}
          picks={[
            {
              label: t('queue.state'),
              value: filter.state,
              data: states.map(value => ({ value, label: t(value === '' ? 'any' : `states.${value}`) })),
              onPick: (state: ReviewFilter['state']) => change({ state }),
            },
            {
              label: t('queue.source'),
              value: filter.source,
              data: sources.map(value => ({ value, label: t(value === '' ? 'any' : `sources.${value}`) })),
              onPick: (source: string) => change({ source }),
            },
          ]}
          kindLabel={t('queue.kind')}
          exampleKind={exampleKind}
          kind={filter.kind}
          onKind={kind => change({ kind })}
        />
        <ListBody list={reviews} none={t(filter.state === 'open' ? 'queue.allDone' : 'queue.none')}>
          <ul className={styles.cases} aria-label={t('queue.title')}>
            {reviews.items.map(review => (
              <CaseRow
                key={review.id}
                review={review}
                isOpen={review.id === openId}
                onToggle={() => setOpenId(now => (now === review.id ? null : review.id))}
              />
            ))}
          </ul>
        </ListBody>
      </Panel>
      <TrainingPanel />
    </>
  );
}
