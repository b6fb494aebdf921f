import { Fieldset } from '@mantine/core';
import type { ReactNode } from 'react';
import listing from '../../ui/Listing.module.css';
import styles from '../Settings.module.css';

interface Props {
  title: string;
  lead?: string;
  testId?: string;
  children: ReactNode;
}

/** Fields that belong together. */
export function Section({ title, lead, testId, children }: Props): ReactNode {
  return (
    <Fieldset legend={title} className={styles.form} data-testid={testId}>
      {lead && <span className={listing.facts}>{lead}</span>}
      {children}
    </Fieldset>
  );
}
