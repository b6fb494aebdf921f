import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { Navigate, NavLink, Route, Routes } from 'react-router';
import listing from '../ui/Listing.module.css';
import { AuditPanel } from './tenant/AuditPanel';
import { GroupsPanel } from './people/GroupsPanel';
import { ProgramsPanel } from './keys/ProgramsPanel';
import { LimitsPanel } from './limits/LimitsPanel';
import { PeoplePanel } from './people/PeoplePanel';
import { SignInPanel } from './signIn/SignInPanel';
import { SecurityPanel } from './security/SecurityPanel';
import styles from './Settings.module.css';
import { useMe } from './useMe';

interface Place {
  path: string;
  name: string;
  /** The scope without which the place stays hidden; the API refuses all the same. */
  needs?: string;
  panel: ReactNode;
}

const places: Place[] = [
  { path: 'security', name: 'Security', panel: <SecurityPanel /> },
  { path: 'keys', name: 'API keys', panel: <ProgramsPanel /> },
  { path: 'people', name: 'People', needs: 'users:admin', panel: <PeoplePanel /> },
  { path: 'groups', name: 'Groups', needs: 'users:admin', panel: <GroupsPanel /> },
  { path: 'sign-in', name: 'Sign-in', needs: 'users:admin', panel: <SignInPanel /> },
  { path: 'limits', name: 'Limits and usage', panel: <LimitsPanel /> },
  { path: 'audit', name: 'Audit', needs: 'users:admin', panel: <AuditPanel /> },
];

/** One's own account, and for those who administer it the tenant. */
export default function SettingsPage(): ReactNode {
  const me = useMe();

  useEffect(() => {
    document.title = 'Settings – Parley';
  }, []);

  const scopes = me.data?.scopes ?? [];
  const open = places.filter(place => place.needs === undefined || scopes.includes(place.needs));
  return (
    <div className={listing.page}>
      <div className={listing.column}>
        <h1>Settings</h1>
        {me.isPending ? (
          <Skeleton height={220} mt="lg" />
        ) : (
          <>
            <nav className={styles.places} aria-label="Settings">
              {open.map(place => (
                <NavLink key={place.path} to={`/settings/${place.path}`} className={styles.place}>
                  {place.name}
                </NavLink>
              ))}
            </nav>
            <Routes>
              {open.map(place => (
                <Route key={place.path} path={place.path} element={place.panel} />
              ))}
              <Route path="*" element={<Navigate to="/settings/security" replace />} />
            </Routes>
          </>
        )}
      </div>
    </div>
  );
}
