import type { ReactNode } from 'react';
import { Logo } from '../ui/Logo';
import styles from './AuthFrame.module.css';

/** The calm page around signing in. */
export function AuthFrame({ title, lead, children }: { title: string; lead: string; children: ReactNode }): ReactNode {
  return (
    <main className={styles.page}>
      <div className={styles.card}>
        <Logo size={44} />
        <h1 className={styles.title}>{title}</h1>
        <p className={styles.lead}>{lead}</p>
        {children}
      </div>
    </main>
  );
}
