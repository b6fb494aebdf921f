import type { ReactNode } from 'react';
import styles from './Explain.module.css';

/** A part of an explanation under its own heading. */
export function Part({ title, children }: { title: string; children: ReactNode }): ReactNode {
  return (
    <section className={styles.part} aria-label={title}>
      <h3>{title}</h3>
      {children}
    </section>
  );
}

/** A table that is wider than a narrow screen, and scrolls by itself there. */
export function WideTable({ label, children }: { label: string; children: ReactNode }): ReactNode {
  return (
    <div className={styles.wide} tabIndex={0} role="group" aria-label={label}>
      <table className={styles.table}>{children}</table>
    </div>
  );
}
