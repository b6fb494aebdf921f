import { Button } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../api/problem';
import type { Feedback, Message } from '../api/types';
import { Notice } from '../ui/Notice';
import styles from './Message.module.css';
import { useMessageActions } from './messageActions';

const reasons = {
  up: ['correct', 'helpful', 'well_written', 'good_sources'],
  down: [
    'incorrect',
    'incomplete',
    'irrelevant',
    'unclear',
    'bad_sources',
    'not_followed',
    'too_long',
    'too_short',
    'too_slow',
    'unsafe',
    'other',
  ],
} as const;

interface FormProps {
  message: Message;
  rating: Feedback['rating'];
  onClose: () => void;
}

/** Asks why, for those who want to say. */
export default function FeedbackForm({ message, rating, onClose }: FormProps): ReactNode {
  const { t } = useTranslation('chat');
  const { judge } = useMessageActions();
  // What was said for the other thumb is nothing to begin with.
  const said = message.feedback?.rating === rating ? message.feedback : null;
  const [picked, setPicked] = useState<readonly string[]>(said?.reasons ?? []);
  const [comment, setComment] = useState(said?.comment ?? '');
  const [problem, setProblem] = useState<unknown>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    judge(message, {
      rating,
      reasons: picked.filter(reason => (reasons[rating] as readonly string[]).includes(reason)),
      comment: comment.trim() || null,
    }).then(onClose, setProblem);
  };
  return (
    <form className={styles.feedback} onSubmit={submit} data-testid="feedback-form">
      <fieldset>
        <legend>{t(`feedback.why.${rating}`)}</legend>
        {reasons[rating].map(reason => (
          <label key={reason} className={styles.reason}>
            <input
              type="checkbox"
              checked={picked.includes(reason)}
              onChange={event =>
                setPicked(event.currentTarget.checked ? [...picked, reason] : picked.filter(item => item !== reason))
              }
            />
            <span>{t(`feedback.reason.${reason}`)}</span>
          </label>
        ))}
      </fieldset>
      <textarea
        className={styles.comment}
        dir="auto"
        aria-label={t('feedback.comment')}
        placeholder={t('feedback.comment')}
        maxLength={2000}
        rows={2}
        value={comment}
        onChange={event => setComment(event.currentTarget.value)}
      />
      {problem !== null && <Notice tone="danger">{sentenceOf(problem)}</Notice>}
      <div className={styles.feedbackBar}>
        <Button size="compact-md" variant="default" onClick={onClose}>
          {t('feedback.skip')}
        </Button>
        <Button size="compact-md" type="submit">
          {t('feedback.send')}
        </Button>
      </div>
    </form>
  );
}
