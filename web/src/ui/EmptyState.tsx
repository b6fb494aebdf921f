import type { ReactNode } from 'react';
import styles from './EmptyState.module.css';
import type { Sign } from './Icon';
import { Icon } from './Icon';

interface Props {
  sign: Sign;
  title: string;
  children?: ReactNode;
  action?: ReactNode;
}

/** What stands where there is nothing to show yet, or where it could not be had. */
export function EmptyState({ sign, title, children, action }: Props): ReactNode {
  return (
    <div className={styles.empty}>
      <span className={styles.sign}>
        <Icon sign={sign} size={26} />
      </span>
      <h2 className={styles.title}>{title}</h2>
      {children && <div className={styles.words}>{children}</div>}
      {action}
    </div>
  );
}
