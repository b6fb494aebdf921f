import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Logo } from '../ui/Logo';
import styles from './Chat.module.css';

const questions = ['what', 'killed', 'documents', 'backup'] as const;

interface Props {
  onPick: (question: string) => void;
  /** True while a conversation begins already. */
  isBusy: boolean;
}

/** What greets in an empty conversation. */
export function Starters({ onPick, isBusy }: Props): ReactNode {
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
            disabled={isBusy}
            onClick={() => onPick(t(`start.question.${question}`))}
          >
            {t(`start.question.${question}`)}
          </button>
        ))}
      </div>
    </div>
  );
}
