import { Button, Loader } from '@mantine/core';
import type { ReactNode } from 'react';
import { lazy, Suspense, useEffect, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { useServices } from '../services';
import { EmptyState } from '../ui/EmptyState';
import styles from './AuthFrame.module.css';

const SignIn = lazy(() => import('./SignIn').then(part => ({ default: part.SignIn })));

/** Lets through who is signed in, and asks everybody else to sign in. */
export function Gate({ children }: { children: ReactNode }): ReactNode {
  const { t } = useTranslation(['auth', 'common']);
  const { session } = useServices();
  const state = useSyncExternalStore(session.watch, () => session.state);

  useEffect(() => {
    if (state === 'unknown') void session.resume();
    if (state !== 'unreachable') return;
    const again = () => void session.resume();
    const timer = setInterval(again, 5000);
    window.addEventListener('online', again);
    return () => {
      clearInterval(timer);
      window.removeEventListener('online', again);
    };
  }, [session, state]);

  if (state === 'signed-in') return children;
  if (state === 'signed-out')
    return (
      <Suspense>
        <SignIn />
      </Suspense>
    );
  return (
    <main className={styles.page}>
      {state === 'unknown' ? (
        <Loader type="dots" aria-label={t('common:loading')} />
      ) : (
        <EmptyState
          sign="offline"
          title={t('unreachable')}
          action={<Button onClick={() => void session.resume()}>{t('common:tryAgain')}</Button>}
        >
          {t('unreachableWords')}
        </EmptyState>
      )}
    </main>
  );
}
