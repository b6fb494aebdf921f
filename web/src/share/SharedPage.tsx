import { Button, Loader } from '@mantine/core';
import { useInfiniteQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation } from 'react-router';
import { tokenOf } from '../auth/linkToken';
import { Problem, sentenceOf } from '../api/problem';
import { Answer } from '../markdown/Answer';
import { useServices } from '../services';
import { EmptyState } from '../ui/EmptyState';
import { Logo } from '../ui/Logo';
import { day } from '../ui/moments';
import styles from './Share.module.css';

interface SharedMessage {
  role: 'user' | 'assistant' | 'agent';
  content: string;
  created_at: string;
  model: string | null;
  citations: { label: string; title: string | null; quote: string }[];
}

interface Shared {
  title: string;
  shared_at: string;
  expires_at: string;
  messages: SharedMessage[];
  next_cursor: string | null;
}

/** What somebody shared, for whoever has the link; signed in or not. */
export default function SharedPage(): ReactNode {
  const { t } = useTranslation(['share', 'common']);
  const { http } = useServices();
  // It stays in the address: the link is meant to be kept and passed on.
  const token = tokenOf(useLocation().hash);
  const shared = useInfiniteQuery({
    queryKey: ['shared', token],
    queryFn: ({ pageParam, signal }) =>
      http.askOpenly<Shared>('/v1/shared', { token, cursor: pageParam ?? undefined }, signal),
    initialPageParam: null as string | null,
    getNextPageParam: page => page.next_cursor,
    enabled: token !== null,
    staleTime: Infinity,
    retry: false,
  });
  const first = shared.data?.pages[0];
  const title = first?.title || t('untitled');

  useEffect(() => {
    document.title = t('pageTitle', { title });
  }, [t, title]);

  const gone = token === null || (shared.error instanceof Problem && shared.error.status === 404);
  return (
    <div className={styles.page} data-testid="shared">
      <header className={styles.bar}>
        <Logo size={24} />
        <span>Parley</span>
      </header>
      <main className={styles.column}>
        {gone ? (
          <EmptyState sign="share" title={t('gone')}>
            {t('goneWords')}
          </EmptyState>
        ) : shared.error && !first ? (
          <EmptyState
            sign="warn"
            title={t('failed')}
            action={<Button onClick={() => void shared.refetch()}>{t('common:tryAgain')}</Button>}
          >
            {sentenceOf(shared.error)}
          </EmptyState>
        ) : !first ? (
          <Loader type="dots" mx="auto" my="xl" aria-label={t('common:loading')} />
        ) : (
          <>
            <h1 dir="auto">{title}</h1>
            <p className={styles.facts}>
              {t('sharedFacts', { day: day(first.shared_at), until: day(first.expires_at) })}
            </p>
            {shared.data!.pages.flatMap((page, at) =>
              page.messages.map((message, index) => <SharedRow key={`${at}-${index}`} message={message} />),
            )}
            {shared.hasNextPage && (
              <Button
                variant="subtle"
                fullWidth
                loading={shared.isFetchingNextPage}
                onClick={() => void shared.fetchNextPage()}
              >
                {t('common:showMore')}
              </Button>
            )}
          </>
        )}
      </main>
    </div>
  );
}

function SharedRow({ message }: { message: SharedMessage }): ReactNode {
  const { t } = useTranslation('share');
  if (message.role === 'user') {
    return (
      <article className={styles.question} aria-label={t('question')} data-testid="shared-message" data-role="user">
        <div dir="auto">{message.content}</div>
      </article>
    );
  }
  return (
    <article className={styles.answer} aria-label={t('answer')} data-testid="shared-message" data-role={message.role}>
      <Answer text={message.content} unsupported={[]} streaming={false} />
      {message.citations.length > 0 && (
        <ul className={styles.sources} aria-label={t('sources')}>
          {message.citations.map((citation, index) => (
            <li key={index}>
              <span className={styles.label}>{citation.label}</span>
              <span>
                {citation.title}
                <q>{citation.quote}</q>
              </span>
            </li>
          ))}
        </ul>
      )}
      {message.model && <p className={styles.facts}>{message.model}</p>}
    </article>
  );
}
