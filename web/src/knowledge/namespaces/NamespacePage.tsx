import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, NavLink, Route, Routes, useParams } from 'react-router';
import settings from '../../settings/Settings.module.css';
import listing from '../../ui/Listing.module.css';
import { Documents } from '../documents/Documents';
import { useMayWrite, useNamespaces } from '../knowledgeApi';
import { placeOf } from '../places';
import { Playground } from '../playground/Playground';
import { EditSource, NewSource } from '../sources/EditSource';
import { SourceList } from '../sources/SourceList';
import { SourcePage } from '../sources/SourcePage';
import { Trail } from '../Trail';
import { NamespaceSettings } from './NamespaceSettings';

/** One namespace: its documents, where they come from, a place to try searches, and how it is set. */
export function NamespacePage(): ReactNode {
  const { t } = useTranslation('knowledge');
  const namespace = useParams()['namespace']!;
  const mayWrite = useMayWrite();
  const list = useNamespaces();
  const own = list.data?.data.find(one => one.name === namespace) ?? null;
  const places = [
    'documents',
    ...(mayWrite ? (['sources'] as const) : []),
    'search',
    ...(mayWrite ? ['settings'] : []),
  ];
  const base = placeOf.namespace(namespace);

  useEffect(() => {
    document.title = t('pageTitleOf', { name: namespace });
  }, [t, namespace]);

  return (
    <div className={listing.column}>
      <Trail steps={[{ to: '/knowledge', name: t('title') }]} />
      <h1>{namespace}</h1>
      <p className={listing.lead} data-testid="namespace-facts">
        {own !== null && (
          <>
            {t('documentCount', { count: own.documents })} · {t('passages', { count: own.chunks })}
            {own.duplicates ? <> · {t('duplicateCount', { count: own.duplicates })}</> : null}
          </>
        )}
        {list.isSuccess && own === null && t('namespaces.notYet')}
      </p>
      <nav className={settings.places} aria-label={namespace}>
        {places.map(place => (
          <NavLink
            key={place}
            to={place === 'documents' ? base : `${base}/${place}`}
            end={place === 'documents'}
            className={settings.place}
          >
            {t(`places.${place as 'documents'}`)}
          </NavLink>
        ))}
      </nav>
      <Routes>
        <Route index element={<Documents namespace={namespace} />} />
        <Route path="sources" element={<SourceList namespace={namespace} />} />
        <Route path="sources/new" element={<NewSource namespace={namespace} />} />
        <Route path="sources/:id" element={<SourcePage namespace={namespace} />} />
        <Route path="sources/:id/edit" element={<EditSource namespace={namespace} />} />
        <Route path="search" element={<Playground namespace={namespace} />} />
        <Route path="settings" element={<NamespaceSettings own={own} isThere={list.isSuccess} />} />
        <Route path="*" element={<Navigate to={base} replace />} />
      </Routes>
    </div>
  );
}
