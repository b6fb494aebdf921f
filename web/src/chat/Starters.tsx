import type { ReactNode } from 'react';
import { Logo } from '../ui/Logo';
import styles from './Chat.module.css';

const questions = [
  'What is Parley, and what can it do?',
  'What happens to an answer when the server is killed?',
  'How do I add my own documents?',
  'How do I back up and restore everything?',
];

/** What greets in an empty conversation. */
export function Starters({ onPick }: { onPick: (question: string) => void }): ReactNode {
  return (
    <div className={styles.welcome}>
      <Logo size={52} />
      <h1>What would you like to know?</h1>
      <p>Answers cite the documents of your knowledge base. Click a source to read the passage where it stands.</p>
      <div className={styles.starters}>
        {questions.map(question => (
          <button key={question} type="button" className={styles.starter} onClick={() => onPick(question)}>
            {question}
          </button>
        ))}
      </div>
    </div>
  );
}
