import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, NavLink } from 'react-router';
import { ConversationList } from '../conversations/ConversationList';
import { QuotaBell } from '../limits/QuotaBell';
import { Icon } from '../ui/Icon';
import { IconButton } from '../ui/IconButton';
import { Logo } from '../ui/Logo';
import { AccountMenu } from './AccountMenu';
import styles from './Sidebar.module.css';

interface Props {
  onPick: () => void;
  onFold: () => void;
}

/** Where to go: a new conversation, the knowledge base, every conversation so far. */
export function Sidebar({ onPick, onFold }: Props): ReactNode {
  const { t } = useTranslation('shell');
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
        <li>
          <Link to="/" className={styles.place} onClick={onPick} data-testid="new-conversation">
            <Icon sign="add" />
            {t('newConversation')}
          </Link>
        </li>
        <li>
          <NavLink to="/knowledge" className={styles.place} onClick={onPick}>
            <Icon sign="book" />
            {t('knowledge')}
          </NavLink>
        </li>
      </ul>
      <ConversationList onPick={onPick} />
      <div className={styles.foot}>
        <AccountMenu onPick={onPick} />
        <QuotaBell />
      </div>
    </div>
  );
}
