import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import styles from '../Settings.module.css';
import { replaced, without } from './policyDraft';

interface Props<T> {
  items: readonly T[];
  empty: T;
  add: string;
  testId: string;
  onChange: (items: T[]) => void;
  children: (item: T, position: number, onItem: (item: T) => void, onRemove: () => void) => ReactNode;
}

/** Entries of a policy, each with its own fields, and the button for one more. */
export function Entries<T>({ items, empty, add, testId, onChange, children }: Props<T>): ReactNode {
  return (
    <>
      {items.map((item, at) => (
        <div key={at} className={styles.form} data-testid={testId}>
          {children(
            item,
            at + 1,
            changed => onChange(replaced(items, at, changed)),
            () => onChange(without(items, at)),
          )}
        </div>
      ))}
      <Button variant="default" size="compact-sm" className={styles.small} onClick={() => onChange([...items, empty])}>
        {add}
      </Button>
    </>
  );
}
