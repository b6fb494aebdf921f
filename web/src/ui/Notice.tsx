import type { ReactNode } from 'react';
import { Icon } from './Icon';
import styles from './Notice.module.css';

interface Props {
  tone?: 'quiet' | 'warn' | 'danger';
  children: ReactNode;
  action?: ReactNode;
}

/** A sentence in place: what went wrong or what to know, and what can be done. */
export function Notice({ tone = 'quiet', children, action }: Props): ReactNode {
  return (
    <div className={styles.notice} data-tone={tone} role={tone === 'danger' ? 'alert' : undefined}>
      <Icon sign={tone === 'quiet' ? 'info' : 'warn'} size={17} />
      <span className={styles.words}>{children}</span>
      {action}
    </div>
  );
}
