import { Badge, Button, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem';
import { moment, number } from '../../ui/moments';
import { Notice } from '../../ui/Notice';
import { DecisionForm } from './DecisionForm';
import { MarkedText } from './MarkedText';
import styles from './Reviews.module.css';
import { useClaim, useReview } from './reviewsApi';
import { useLapsed } from './useLapsed';
import { kindWord } from './words';

/** A case with all that a decision needs. */
export function CaseView({ id }: { id: string }): ReactNode {
  const { t } = useTranslation('reviews');
  const asked = useReview(id);
  const claim = useClaim(id);
  const isLapsed = useLapsed(asked.data?.review.claimed_at ?? null);
  if (asked.isPending) return <Skeleton height={160} m="md" />;
  if (asked.error) return <Notice tone="danger">{sentenceOf(asked.error)}</Notice>;
  const { review, texts, findings, appeal, reason, reply } = asked.data;
  const names: Record<string, string> = asked.data.names;
  const called = (who: string | null) => (who === null ? '' : (names[who] ?? who));
  return (
    <div className={styles.case}>
      {texts.map((text, at) => (
        <MarkedText key={at} text={text} />
      ))}
      <ul className={styles.found} aria-label={t('case.found')}>
        {findings.map((found, at) => (
          <li key={at}>
            <Badge variant="outline" tt="none">
              {found.guard}: {kindWord(found.kind)} {number(found.score, 2)}
            </Badge>
          </li>
        ))}
      </ul>
      <p className={styles.facts}>
        {review.policy_id === null
          ? t('case.standard')
          : t('case.policy', { id: review.policy_id, version: review.policy_version })}
      </p>
      {appeal !== null && <Notice tone="warn">{t('case.appeal', { words: appeal })}</Notice>}
      {review.state === 'decided' ? (
        <Notice>
          {t(review.decision === 'allow' ? 'case.wasAllowed' : 'case.wasBlocked', {
            who: called(review.decided_by),
            when: moment(review.decided_at ?? review.created_at),
            reason,
          })}
          {reply !== null && ` ${t('case.replied', { reply })}`}
        </Notice>
      ) : (
        <>
          {claim.error && <Notice tone="danger">{sentenceOf(claim.error)}</Notice>}
          {review.claimed_by !== null && (
            <p className={styles.facts}>
              {t(isLapsed ? 'case.lapsed' : 'case.claimed', {
                who: called(review.claimed_by),
                when: moment(review.claimed_at ?? review.created_at),
              })}
            </p>
          )}
          {isLapsed && (
            <div>
              <Button
                variant="default"
                size="compact-sm"
                loading={claim.isPending}
                onClick={() => claim.mutate(undefined)}
              >
                {t('case.claim')}
              </Button>
            </div>
          )}
          <DecisionForm id={id} offers={asked.data.offers} isAppealed={appeal !== null} />
        </>
      )}
    </div>
  );
}
