import { Button, Loader } from '@mantine/core';
import type { ReactNode } from 'react';
import { Suspense, useEffect, useSyncExternalStore } from 'react';
import { useTranslation } from 'react-i18next';
import { withTexts } from '../i18n/areas';
import { useServices } from '../services';
import { joinTabs } from '../shell/tabs';
import { EmptyState } from '../ui/EmptyState';
import { later } from '../ui/later';
import styles from './AuthFrame.module.css';

const SignIn = later(withTexts(['auth'], () => import('./SignIn')));

/** Lets through who is signed in, and asks everybody else to sign in. */
export function Gate({ children }: { children: ReactNode }): ReactNode {
  const { t } = useTranslation();
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

  useEffect(() => {
    if (state !== 'signed-out') return;
    // Whoever signs in in another tab is signed in here too: the cookie is the same.
    const tabs = joinTabs(news => {
      if (news.kind === 'signed-in') session.renew().catch(() => undefined);
    });
    return () => tabs.close();
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
        <Loader type="dots" aria-label={t('loading')} />
      ) : (
        <EmptyState
          sign="offline"
          title={t('unreachable')}
          action={<Button onClick={() => void session.resume()}>{t('tryAgain')}</Button>}
        >
          {t('unreachableWords')}
        </EmptyState>
      )}
    </main>
  );
}
