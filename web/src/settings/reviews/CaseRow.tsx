import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { moment, number } from '../../ui/moments';
import { CaseView } from './CaseView';
import styles from './Reviews.module.css';
import type { Review } from './reviewsApi';
import { actionWord, kindWord, sourceWord, stateWord } from './words';

interface Props {
  review: Review;
  isOpen: boolean;
  onToggle: () => void;
}

/** A case in the queue; open, it has its texts and what can be decided. */
export function CaseRow({ review, isOpen, onToggle }: Props): ReactNode {
  const { t } = useTranslation('reviews');
  return (
    <li data-testid="case">
      <button type="button" className={styles.head} aria-expanded={isOpen} onClick={onToggle}>
        <span>
          {kindWord(review.kind)} · {sourceWord(t, review.source)}
        </span>
        {review.appealed_at !== null && (
          <Badge color="yellow" autoContrast>
            {t('case.appealed')}
          </Badge>
        )}
        <Badge variant="light">{stateWord(t, review.state)}</Badge>
        <span className={styles.facts}>
          {actionWord(t, review.action)}, {number(review.score, 2)} · {moment(review.created_at)}
        </span>
      </button>
      {isOpen && <CaseView id={review.id} />}
    </li>
  );
}
