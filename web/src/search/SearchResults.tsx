import { Button, Skeleton } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { sentenceOf } from '../api/problem';
import { day } from '../ui/moments';
import { Notice } from '../ui/Notice';
import { SearchFilters } from './SearchFilters';
import styles from './Search.module.css';
import type { Found } from './searchApi';
import { noFilter, placeOf, useMessageSearch } from './searchApi';
import { Snippet } from './Snippet';

/** The messages that answer to what is typed in the search field, with what narrows them. */
export default function SearchResults({ words, onPick }: { words: string; onPick: () => void }): ReactNode {
  const { t } = useTranslation(['search', 'common']);
  const [filter, setFilter] = useState(noFilter);
  const [asked] = useDebouncedValue(words, 200);
  const [narrowed] = useDebouncedValue(filter, 200);
  const search = useMessageSearch(asked, narrowed);
  const wordsFor = (count: number, isMore: boolean) =>
    count === 0 ? t('none') : isMore ? t('foundFirst', { count }) : t('found', { count });
  const found = search.data?.pages.flatMap(page => page.data) ?? [];
  return (
    <div className={styles.results} data-testid="search-results">
      <SearchFilters filter={filter} onChange={part => setFilter(now => ({ ...now, ...part }))} />
      <div role="status" className={styles.status}>
        {search.isSuccess && !search.isPlaceholderData && wordsFor(found.length, search.hasNextPage)}
      </div>
      {search.error && (
        <Notice
          tone="danger"
          action={
            <Button variant="default" size="compact-xs" onClick={() => void search.refetch()}>
              {t('common:tryAgain')}
            </Button>
          }
        >
          {sentenceOf(search.error)}
        </Notice>
      )}
      {search.isPending && <Skeleton height={120} />}
      {search.isSuccess && found.length === 0 && <p className={styles.hint}>{t('noneHint')}</p>}
      <ul className={styles.rows} data-waiting={search.isPlaceholderData || undefined}>
        {found.map(item => (
          <Row key={item.message_id} found={item} onPick={onPick} />
        ))}
      </ul>
      {search.hasNextPage && (
        <Button
          variant="subtle"
          size="compact-sm"
          fullWidth
          loading={search.isFetchingNextPage}
          onClick={() => void search.fetchNextPage()}
        >
          {t('common:showMore')}
        </Button>
      )}
    </div>
  );
}

function Row({ found, onPick }: { found: Found; onPick: () => void }): ReactNode {
  const { t } = useTranslation('search');
  return (
    <li>
      <Link to={placeOf(found)} className={styles.found} onClick={onPick} data-testid="search-result">
        <span className={styles.title} dir="auto">
          {found.conversation_title || t('untitled')}
        </span>
        <span className={styles.snippet} dir="auto">
          <Snippet {...found.snippet} />
        </span>
        <span className={styles.facts}>
          {[found.role === 'user' ? t('you') : (found.model ?? t('answer')), day(found.created_at)].join(' · ')}
        </span>
      </Link>
    </li>
  );
}
