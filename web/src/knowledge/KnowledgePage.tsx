import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { Navigate, Route, Routes, useSearchParams } from 'react-router';
import listing from '../ui/Listing.module.css';
import { DocumentPage } from './document/DocumentPage';
import { UploadsContext, useUploadQueue } from './documents/useUploads';
import { NamespaceList } from './namespaces/NamespaceList';
import { NamespacePage } from './namespaces/NamespacePage';
import { placeOf } from './places';

/** What answers are drawn from: the namespaces, their documents and sources, and what is found in them. */
export default function KnowledgePage(): ReactNode {
  const { t } = useTranslation('knowledge');
  const queue = useUploadQueue();
  useEffect(() => {
    document.title = t('pageTitle');
  }, [t]);
  return (
    <UploadsContext value={queue}>
      <div className={listing.page}>
        <Routes>
          <Route index element={<Start />} />
          <Route path=":namespace/documents/:id" element={<DocumentPage />} />
          <Route path=":namespace/*" element={<NamespacePage />} />
        </Routes>
      </div>
    </UploadsContext>
  );
}

/** Links of before named the namespace behind a question mark. */
function Start(): ReactNode {
  const [search] = useSearchParams();
  const named = search.get('namespace');
  return named ? <Navigate to={placeOf.namespace(named)} replace /> : <NamespaceList />;
}
