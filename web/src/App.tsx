import type { ReactNode } from 'react';
import { lazy, Suspense, useEffect } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { Gate } from './auth/Gate';
import { ChatPage } from './chat/ChatPage';
import { preloadMarkdown } from './markdown/Answer';
import { Layout } from './shell/Layout';
import { useNews } from './shell/useNews';

const NewPassword = lazy(() => import('./auth/NewPassword').then(part => ({ default: part.NewPassword })));
const Welcome = lazy(() => import('./auth/Welcome').then(part => ({ default: part.Welcome })));
const KnowledgePage = lazy(() => import('./knowledge/KnowledgePage'));
const SettingsPage = lazy(() => import('./settings/SettingsPage'));
const SharedPage = lazy(() => import('./share/SharedPage'));

export function App(): ReactNode {
  return (
    <Routes>
      <Route
        path="/welcome"
        element={
          <Suspense>
            <Welcome />
          </Suspense>
        }
      />
      <Route
        path="/reset"
        element={
          <Suspense>
            <NewPassword />
          </Suspense>
        }
      />
      <Route
        path="/shared"
        element={
          <Suspense>
            <SharedPage />
          </Suspense>
        }
      />
      <Route
        element={
          <Gate>
            <SignedIn />
          </Gate>
        }
      >
        <Route path="/" element={<ChatPage />} />
        <Route path="/c/:conversationId" element={<ChatPage />} />
        <Route
          path="/knowledge"
          element={
            <Suspense>
              <KnowledgePage />
            </Suspense>
          }
        />
        <Route
          path="/settings/*"
          element={
            <Suspense>
              <SettingsPage />
            </Suspense>
          }
        />
        <Route path="*" element={<Navigate to="/" replace />} />
      </Route>
    </Routes>
  );
}

function SignedIn(): ReactNode {
  useNews();
  useEffect(preloadMarkdown, []);
  return <Layout />;
}
