import { Button, Skeleton } from '@mantine/core';
import type { KeyboardEvent, ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../api/problem';
import { Icon } from '../ui/Icon';
import { IconButton } from '../ui/IconButton';
import { Notice } from '../ui/Notice';
import styles from './ConversationList.module.css';
import { useConversations } from './conversationsApi';
import { FolderList } from './FolderList';
import { groupByAge } from './groupByAge';
import type { View } from './listCache';
import { Rows, useShown } from './Rows';

const recent: View = { kind: 'recent' };
const pinned: View = { kind: 'pinned' };
const archived: View = { kind: 'archived' };

/** All conversations of who is signed in: pinned, in folders, by day; or the archived ones. */
export function ConversationList({ onPick }: { onPick: () => void }): ReactNode {
  const { t } = useTranslation('conversations');
  const [isArchive, setArchive] = useState(false);
  return (
    // The keys go among the links in it; the links themselves answer to Enter.
    // eslint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <nav className={styles.list} aria-label={t('title')} onKeyDown={moveAmongRows}>
      {isArchive ? (
        <>
          <div className={styles.heading}>
            <IconButton sign="back" label={t('leaveArchive')} size={28} onClick={() => setArchive(false)} />
            <h2>{t('archive')}</h2>
          </div>
          <ByAge view={archived} none={t('archiveEmpty')} onPick={onPick} />
        </>
      ) : (
        <>
          <Pinned onPick={onPick} />
          <FolderList onPick={onPick} />
          <ByAge view={recent} none={t('none')} onPick={onPick} />
          <button type="button" className={styles.quiet} onClick={() => setArchive(true)} data-testid="show-archive">
            <Icon sign="archive" size={16} />
            {t('archive')}
          </button>
        </>
      )}
    </nav>
  );
}

function Pinned({ onPick }: { onPick: () => void }): ReactNode {
  const { t } = useTranslation('conversations');
  const list = useConversations(pinned);
  const items = useShown(list.data?.pages, pinned);
  if (items.length === 0) return null;
  return (
    <section aria-label={t('pinned')}>
      <h3 className={styles.age}>{t('pinned')}</h3>
      <Rows items={items} onPick={onPick} />
    </section>
  );
}

function ByAge({ view, none, onPick }: { view: View; none: string; onPick: () => void }): ReactNode {
  const { t } = useTranslation(['conversations', 'common']);
  const list = useConversations(view);
  const items = useShown(list.data?.pages, view);
  const end = useRef<HTMLDivElement>(null);
  const { hasNextPage, isFetchingNextPage, fetchNextPage, error } = list;

  useEffect(() => {
    if (!hasNextPage || isFetchingNextPage || error || !end.current || typeof IntersectionObserver === 'undefined')
      return;
    const near = new IntersectionObserver(
      entries => entries.some(entry => entry.isIntersecting) && void fetchNextPage(),
      { rootMargin: '400px' },
    );
    near.observe(end.current);
    return () => near.disconnect();
  }, [hasNextPage, isFetchingNextPage, fetchNextPage, error, items.length]);

  if (list.isPending) return <Waiting />;
  return (
    <>
      {error && (
        <Notice
          action={
            <Button size="compact-xs" variant="default" onClick={() => void list.refetch()}>
              {t('common:tryAgain')}
            </Button>
          }
        >
          {sentenceOf(error)}
        </Notice>
      )}
      {!error && items.length === 0 && !hasNextPage && <p className={styles.none}>{none}</p>}
      {groupByAge(items, new Date()).map(group => (
        <section key={group.name} aria-label={group.name}>
          <h3 className={styles.age}>{group.name}</h3>
          <Rows items={group.items} onPick={onPick} />
        </section>
      ))}
      {hasNextPage && (
        <div ref={end}>
          <Button
            variant="subtle"
            color="gray"
            size="compact-sm"
            fullWidth
            loading={isFetchingNextPage}
            onClick={() => void fetchNextPage()}
          >
            {t('older')}
          </Button>
        </div>
      )}
    </>
  );
}

function Waiting(): ReactNode {
  const { t } = useTranslation('conversations');
  return (
    <div aria-busy="true" role="status" aria-label={t('loading')}>
      {[70, 55, 80, 60].map(width => (
        <Skeleton key={width} height={14} width={`${width}%`} my={10} ml={10} />
      ))}
    </div>
  );
}

/** The arrow keys go from one conversation to the next; with another key they are somebody else's. */
function moveAmongRows(event: KeyboardEvent<HTMLElement>): void {
  if (event.altKey || event.ctrlKey || event.metaKey || event.shiftKey) return;
  if ((event.key !== 'ArrowDown' && event.key !== 'ArrowUp') || !(event.target instanceof HTMLAnchorElement)) return;
  const links = [...event.currentTarget.querySelectorAll<HTMLAnchorElement>('li > a')];
  const next = links[links.indexOf(event.target) + (event.key === 'ArrowDown' ? 1 : -1)];
  if (next === undefined) return;
  event.preventDefault();
  next.focus();
}
