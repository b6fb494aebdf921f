import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem';
import listing from '../../ui/Listing.module.css';
import { timeOfDay, number } from '../../ui/moments';
import styles from '../Settings.module.css';
import type { Standing } from './deploymentsApi';
import { useStanding } from './deploymentsApi';

const tones = { closed: 'accent', half_open: 'gray', open: 'danger' } as const;
type Breaker = keyof typeof tones;

/** How a deployment fares at the moment. */
export function Faring({ id, shown }: { id: string; shown: number }): ReactNode {
  const standing = useStanding(id, shown);
  if (standing.data) return <FaringWords standing={standing.data} />;
  return standing.error && <span className={listing.error}>{sentenceOf(standing.error)}</span>;
}

function FaringWords({ standing }: { standing: Standing }): ReactNode {
  const { t } = useTranslation('models');
  const breaker = standing.breaker as Breaker;
  const facts = [
    standing.open_until && breaker === 'open' ? t('faring.until', { at: timeOfDay(standing.open_until) }) : null,
    standing.rests_until ? t('faring.rests', { at: timeOfDay(standing.rests_until) }) : null,
    t('faring.running', { count: standing.running }),
    standing.waiting > 0 ? t('faring.waiting', { count: standing.waiting }) : null,
    standing.recent_calls > 0
      ? t('faring.failed', { failed: number(standing.recent_failures), calls: number(standing.recent_calls) })
      : null,
    standing.ms_to_first_token === null ? null : t('faring.firstToken', { ms: number(standing.ms_to_first_token, 0) }),
    standing.last_failure ? t('faring.last', { failure: standing.last_failure }) : null,
  ];
  return (
    <span className={styles.fact} data-testid="standing" data-breaker={breaker}>
      <Badge variant="light" color={tones[breaker] ?? 'gray'} size="sm">
        {t(`breaker.${breaker}`)}
      </Badge>
      {facts.filter(Boolean).join(' · ')}
    </span>
  );
}
