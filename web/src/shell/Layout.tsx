import { Button } from '@mantine/core';
import { useDisclosure, useLocalStorage, useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { Suspense, useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, Outlet, useLocation, useNavigate } from 'react-router';
import { useSeen } from '../conversations/useSeen';
import { withTexts } from '../i18n/areas';
import { useShortcut, useShortcutKeys } from '../shortcuts/useShortcuts';
import { IconButton } from '../ui/IconButton';
import { later } from '../ui/later';
import { ConnectionBanner } from './ConnectionBanner';
import styles from './Layout.module.css';
import { Sidebar } from './Sidebar';
import { useNeighbours } from './useNeighbours';

const Palette = later(withTexts(['palette', 'shortcuts'], () => import('../palette/Palette')));
const ShortcutHelp = later(withTexts(['shortcuts'], () => import('../shortcuts/ShortcutHelp')));
const SideDrawer = later(() => import('./SideDrawer'));

/** The frame of every page: the list at the side (a drawer on a phone), the page beside it. */
export function Layout(): ReactNode {
  const { t } = useTranslation('shell');
  const isWide = useMediaQuery('(min-width: 760px)', undefined, { getInitialValueInEffect: false }) ?? true;
  const [isFolded, setFolded] = useLocalStorage({
    key: 'parley.sidebar',
    defaultValue: false,
    getInitialValueInEffect: false,
  });
  const [isDrawn, drawer] = useDisclosure(false);
  const location = useLocation();
  const main = useRef<HTMLElement>(null);
  const isFirst = useRef(true);
  const [over, setOver] = useState<'palette' | 'help' | null>(null);
  const navigate = useNavigate();
  const [isSeeking, setSeeking] = useState(false);
  const seeking = { isSeeking, onSought: () => setSeeking(false) };

  useEffect(() => {
    // What is typed at once after its keys belongs into it.
    const timer = setTimeout(Palette.fetch, 2000);
    return () => clearTimeout(timer);
  }, []);

  useShortcutKeys();
  useNeighbours();
  useSeen();
  useShortcut('palette', () => setOver(now => (now === 'palette' ? null : 'palette')));
  useShortcut('help', () => setOver('help'));
  useShortcut('newConversation', () => void navigate('/'));
  useShortcut('search', () => {
    if (isWide) setFolded(false);
    else drawer.open();
    setSeeking(true);
  });
  useShortcut('sidebar', () => (isWide ? setFolded(is => !is) : drawer.toggle()));

  useEffect(() => {
    if (isFirst.current) {
      isFirst.current = false;
      return;
    }
    // Another page came: a reader begins at its top. What has taken the focus by itself keeps it.
    if (!main.current?.contains(document.activeElement)) main.current?.focus({ preventScroll: true });
  }, [location.pathname]);

  const showsOpener = !isWide || isFolded;
  return (
    <div className={styles.layout}>
      <a className={styles.skip} href="#main">
        {t('skip')}
      </a>
      {isWide && !isFolded && (
        <aside className={styles.side} aria-label={t('navigation')}>
          <Sidebar onPick={() => undefined} onFold={() => setFolded(true)} {...seeking} />
        </aside>
      )}
      {!isWide && (
        <Suspense>
          <SideDrawer isOpen={isDrawn} onClose={drawer.close}>
            <Sidebar onPick={drawer.close} onFold={drawer.close} {...seeking} />
          </SideDrawer>
        </Suspense>
      )}
      {over !== null && (
        <Suspense>
          {over === 'palette' ? (
            <Palette onClose={() => setOver(null)} />
          ) : (
            <ShortcutHelp onClose={() => setOver(null)} />
          )}
        </Suspense>
      )}
      <div className={styles.page}>
        {showsOpener && (
          <header className={styles.bar}>
            <IconButton
              sign={isWide ? 'side' : 'menu'}
              label={t('showSidebar')}
              size={38}
              onClick={() => (isWide ? setFolded(false) : drawer.open())}
            />
            <Link to="/" className={styles.brand}>
              Parley
            </Link>
            <Button component={Link} to="/" variant="subtle" size="compact-md" aria-label={t('newConversation')}>
              {t('newShort')}
            </Button>
          </header>
        )}
        <ConnectionBanner />
        <main id="main" ref={main} tabIndex={-1} className={styles.main}>
          <Outlet />
        </main>
      </div>
    </div>
  );
}
