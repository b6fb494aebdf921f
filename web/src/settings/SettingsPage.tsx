import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { Suspense, useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, NavLink, Route, Routes } from 'react-router';
import { withTexts } from '../i18n/areas';
import { later } from '../ui/later';
import listing from '../ui/Listing.module.css';
import { AuditPanel } from './tenant/AuditPanel';
import { GroupsPanel } from './people/GroupsPanel';
import { ProgramsPanel } from './keys/ProgramsPanel';
import { LimitsPanel } from './limits/LimitsPanel';
import { PeoplePanel } from './people/PeoplePanel';
import { SignInPanel } from './signIn/SignInPanel';
import { SecurityPanel } from './security/SecurityPanel';
import { ConversationsPanel } from './conversations/ConversationsPanel';
import styles from './Settings.module.css';
import { useMe } from './useMe';

const FindingsPanel = later(withTexts(['reviews'], () => import('./reviews/FindingsPanel')));
const ReviewPanel = later(withTexts(['reviews'], () => import('./reviews/ReviewPanel')));
const ModelsPanel = later(withTexts(['models'], () => import('./models/ModelsPanel')));
const RedTeamPanel = later(withTexts(['redTeam'], () => import('./redTeam/RedTeamPanel')));
const PoliciesPanel = later(withTexts(['policies'], () => import('./policies/PoliciesPanel')));

interface Place {
  path:
    | 'security'
    | 'keys'
    | 'people'
    | 'groups'
    | 'sign-in'
    | 'conversations'
    | 'models'
    | 'red-team'
    | 'review'
    | 'findings'
    | 'policies'
    | 'limits'
    | 'audit';
  /** The scope without which the place stays hidden; the API refuses all the same. */
  needs?: string;
  panel: ReactNode;
}

const places: Place[] = [
  { path: 'security', panel: <SecurityPanel /> },
  { path: 'keys', panel: <ProgramsPanel /> },
  { path: 'conversations', panel: <ConversationsPanel /> },
  { path: 'people', needs: 'users:admin', panel: <PeoplePanel /> },
  { path: 'groups', needs: 'users:admin', panel: <GroupsPanel /> },
  { path: 'sign-in', needs: 'users:admin', panel: <SignInPanel /> },
  { path: 'models', needs: 'models:admin', panel: <ModelsPanel /> },
  { path: 'red-team', needs: 'safety:admin', panel: <RedTeamPanel /> },
  { path: 'review', needs: 'safety:admin', panel: <ReviewPanel /> },
  { path: 'findings', needs: 'safety:admin', panel: <FindingsPanel /> },
  { path: 'policies', needs: 'safety:admin', panel: <PoliciesPanel /> },
  { path: 'limits', panel: <LimitsPanel /> },
  { path: 'audit', needs: 'users:admin', panel: <AuditPanel /> },
];

/** One's own account, and for those who administer it the tenant. */
export default function SettingsPage(): ReactNode {
  const { t } = useTranslation('settings');
  const me = useMe();

  useEffect(() => {
    document.title = t('pageTitle');
  }, [t]);

  const scopes = me.data?.scopes ?? [];
  const open = places.filter(place => place.needs === undefined || scopes.includes(place.needs));
  return (
    <div className={listing.page}>
      <div className={listing.column}>
        <h1>{t('title')}</h1>
        {me.isPending ? (
          <Skeleton height={220} mt="lg" />
        ) : (
          <>
            <nav className={styles.places} aria-label={t('title')}>
              {open.map(place => (
                <NavLink key={place.path} to={`/settings/${place.path}`} className={styles.place}>
                  {t(`places.${place.path}`)}
                </NavLink>
              ))}
            </nav>
            <Suspense fallback={<Skeleton height={220} mt="lg" />}>
              <Routes>
                {open.map(place => (
                  <Route key={place.path} path={place.path} element={place.panel} />
                ))}
                <Route path="*" element={<Navigate to="/settings/security" replace />} />
              </Routes>
            </Suspense>
          </>
        )}
      </div>
    </div>
  );
}
