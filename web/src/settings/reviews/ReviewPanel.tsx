import type { ReactNode } from 'react';
import { useState } from 'react';
import { useDebouncedValue } from '@mantine/hooks';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../ui/TextField';
import { Choice } from '../Choice';
import { ListBody, Panel } from '../Panel';
import { CaseRow } from './CaseRow';
import styles from './Reviews.module.css';
import type { ReviewFilter } from './reviewsApi';
import { useReviews } from './reviewsApi';
import { TrainingPanel } from './TrainingPanel';

const states = ['open', 'automatic', 'decided', ''] as const;
const sources = ['', 'user', 'output', 'document', 'tool'] as const;
const exampleKind = 'injection';

/** What guards were unsure of, what they refused, and what people decided. */
export default function ReviewPanel(): ReactNode {
  const { t } = useTranslation('reviews');
  const [filter, setFilter] = useState<ReviewFilter>({ state: 'open', source: '', kind: '' });
  const [asked] = useDebouncedValue(filter, 300);
  const [openId, setOpenId] = useState<string | null>(null);
  const reviews = useReviews({ ...asked, kind: asked.kind.trim() });
  const change = (part: Partial<ReviewFilter>) => setFilter(now => ({ ...now, ...part }));
  return (
    <>
      <Panel title={t('queue.title')} lead={t('queue.lead')}>
        <div className={styles.filters} role="group" aria-label={t('queue.filters')}>
          <Choice
            label={t('queue.state')}
            data={states.map(value => ({ value, label: t(value === '' ? 'any' : `states.${value}`) }))}
            value={filter.state}
            onPick={state => change({ state })}
          />
          <Choice
            label={t('queue.source')}
            data={sources.map(value => ({
              value: value as string,
              label: t(value === '' ? 'any' : `sources.${value}`),
            }))}
            value={filter.source}
            onPick={source => change({ source })}
          />
          <TextField
            label={t('queue.kind')}
            placeholder={exampleKind}
            value={filter.kind}
            onText={kind => change({ kind })}
            autoCapitalize="none"
            spellCheck={false}
          />
        </div>
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
