import { Button, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../api/problem';
import { Notice } from '../ui/Notice';
import styles from './Settings.module.css';

interface Props {
  title: string;
  lead?: ReactNode;
  action?: ReactNode;
  children: ReactNode;
}

/** A part of a settings page under its own heading. */
export function Panel({ title, lead, action, children }: Props): ReactNode {
  return (
    <section className={styles.panel} aria-label={title}>
      <div className={styles.head}>
        <h2>{title}</h2>
        {action}
      </div>
      {lead && <p className={styles.lead}>{lead}</p>}
      <div className={styles.body}>{children}</div>
    </section>
  );
}

interface ListProps {
  list: {
    isPending: boolean;
    error: Error | null;
    refetch: () => unknown;
    hasNextPage: boolean;
    isFetchingNextPage: boolean;
    fetchNextPage: () => unknown;
    items: readonly unknown[];
  };
  /** What is said when there is nothing. */
  none: ReactNode;
  children: ReactNode;
}

/** What stands around the rows of a list: waiting, trouble, emptiness, more. */
export function ListBody({ list, none, children }: ListProps): ReactNode {
  const { t } = useTranslation(['settings', 'common']);
  if (list.isPending) return <Skeleton height={120} mt="md" />;
  if (list.error && list.items.length === 0) {
    return (
      <Notice
        tone="danger"
        action={
          <Button variant="subtle" size="compact-sm" onClick={() => void list.refetch()}>
            {t('common:tryAgain')}
          </Button>
        }
      >
        {sentenceOf(list.error)}
      </Notice>
    );
  }
  if (list.items.length === 0) return <Notice>{none}</Notice>;
  return (
    <>
      {children}
      {list.hasNextPage && (
        <Button variant="subtle" fullWidth loading={list.isFetchingNextPage} onClick={() => void list.fetchNextPage()}>
          {t('common:showMore')}
        </Button>
      )}
    </>
  );
}
