import { ActionIcon, CloseButton, Skeleton, TextInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink } from 'react-router';
import { ConversationList } from '../conversations/ConversationList';
import { withTexts } from '../i18n/areas';
import search from '../search/Search.module.css';
import { QuotaBell } from '../limits/QuotaBell';
import { Icon } from '../ui/Icon';
import { IconButton } from '../ui/IconButton';
import { later } from '../ui/later';
import { Logo } from '../ui/Logo';
import { AccountMenu } from './AccountMenu';
import styles from './Sidebar.module.css';

const SearchResults = later(withTexts(['search'], () => import('../search/SearchResults')));

interface Props {
  onPick: () => void;
  onFold: () => void;
  /** Whether somebody wants to search, however far the list was. */
  isSeeking: boolean;
  onSought: () => void;
}

/** Where to go: a new conversation, the knowledge base, every conversation so far, and what was said in them. */
export function Sidebar({ onPick, onFold, isSeeking, onSought }: Props): ReactNode {
  const { t } = useTranslation('shell');
  const [sought, setSought] = useState('');
  // A drawer that opens gives its focus to what it finds in it then.
  const [isSought] = useState(isSeeking);
  const field = useRef<HTMLInputElement>(null);
  useEffect(() => {
    if (!isSeeking) return;
    field.current?.focus();
    field.current?.select();
    onSought();
  }, [isSeeking, onSought]);
  return (
    <div className={styles.sidebar}>
      <div className={styles.head}>
        <Link to="/" className={styles.brand} onClick={onPick}>
          <Logo size={26} />
          Parley
        </Link>
        <IconButton sign="side" label={t('hideSidebar')} onClick={onFold} />
      </div>
      <ul className={styles.places}>
        <li className={styles.beginnings}>
          <Link to="/" className={styles.place} onClick={onPick} data-testid="new-conversation">
            <Icon sign="add" />
            {t('newConversation')}
          </Link>
          <ActionIcon
            component={Link}
            to="/?temporary=1"
            variant="subtle"
            color="gray"
            c="var(--color-muted)"
            size={34}
            aria-label={t('temporary')}
            title={t('temporary')}
            onClick={onPick}
            data-testid="temporary-conversation"
          >
            <Icon sign="ghost" />
          </ActionIcon>
        </li>
        <li>
          <NavLink to="/knowledge" className={styles.place} onClick={onPick}>
            <Icon sign="book" />
            {t('knowledge')}
          </NavLink>
        </li>
      </ul>
      <div role="search" className={search.field}>
        <TextInput
          ref={field}
          type="search"
          size="sm"
          aria-label={t('search')}
          placeholder={t('search')}
          leftSection={<Icon sign="search" size={16} />}
          rightSection={
            sought !== '' && <CloseButton size="sm" aria-label={t('clearSearch')} onClick={() => setSought('')} />
          }
          value={sought}
          onChange={event => setSought(event.currentTarget.value)}
          data-autofocus={isSought || undefined}
          // Escape takes the words away first, and closes the drawer when there are none.
          data-mantine-stop-propagation={sought !== '' || undefined}
          onKeyDown={event => event.key === 'Escape' && setSought('')}
          data-testid="search"
        />
      </div>
      {sought.trim() === '' ? (
        <ConversationList onPick={onPick} />
      ) : (
        <Suspense fallback={<Skeleton height={120} mx="md" />}>
          <SearchResults words={sought.trim()} onPick={onPick} />
        </Suspense>
      )}
      <div className={styles.foot}>
        <AccountMenu onPick={onPick} />
        <QuotaBell />
      </div>
    </div>
  );
}
