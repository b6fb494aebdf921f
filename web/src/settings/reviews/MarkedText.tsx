import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './Reviews.module.css';
import type { ReviewedText } from './reviewsApi';
import { segmentsOf } from './segments';
import { kindWord, sourceWord } from './words';

/** A text of a case, as it stands, with what was found in it marked. */
export function MarkedText({ text }: { text: ReviewedText }): ReactNode {
  const { t } = useTranslation('reviews');
  return (
    <figure className={styles.text}>
      <figcaption>{sourceWord(t, text.source)}</figcaption>
      <div role="group" tabIndex={0} aria-label={sourceWord(t, text.source)}>
        {segmentsOf(text.text, text.marks).map(({ start, text: words, marks }) =>
          marks.length === 0 ? (
            <span key={start}>{words}</span>
          ) : (
            <mark key={start} title={marks.map(mark => `${mark.guard}: ${kindWord(mark.kind)}`).join(', ')}>
              {words}
            </mark>
          ),
        )}
        {text.is_cut && <em> {t('case.cut')}</em>}
      </div>
    </figure>
  );
}
