import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Logo } from '../ui/Logo';
import styles from './Chat.module.css';

const questions = ['what', 'killed', 'documents', 'backup'] as const;

/** What greets in an empty conversation. */
export function Starters({ onPick }: { onPick: (question: string) => void }): ReactNode {
  const { t } = useTranslation('chat');
  return (
    <div className={styles.welcome}>
      <Logo size={52} />
      <h1>{t('start.title')}</h1>
      <p>{t('start.words')}</p>
      <div className={styles.starters}>
        {questions.map(question => (
          <button
            key={question}
            type="button"
            className={styles.starter}
            onClick={() => onPick(t(`start.question.${question}`))}
          >
            {t(`start.question.${question}`)}
          </button>
        ))}
      </div>
    </div>
  );
}
