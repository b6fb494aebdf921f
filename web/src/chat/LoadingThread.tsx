import { Button, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../api/problem';
import { EmptyState } from '../ui/EmptyState';
import styles from './Chat.module.css';

/** Stands in for the messages until they are there. */
export function LoadingThread({ problem, onRetry }: { problem: Error | null; onRetry: () => void }): ReactNode {
  const { t } = useTranslation(['chat', 'common']);
  if (problem) {
    return (
      <EmptyState
        sign="warn"
        title={t('thread.notLoaded')}
        action={<Button onClick={onRetry}>{t('common:tryAgain')}</Button>}
      >
        {sentenceOf(problem)}
      </EmptyState>
    );
  }
  return (
    <div className={styles.loading} aria-busy="true" aria-label={t('thread.loading')}>
      <Skeleton height={42} width="45%" radius="lg" ml="auto" />
      {[96, 92, 97, 55].map(width => (
        <Skeleton key={width} height={13} width={`${width}%`} />
      ))}
    </div>
  );
}
