import type { ReactNode } from 'react';
import { Suspense, useEffect } from 'react';
import { Navigate, Route, Routes } from 'react-router';
import { Gate } from './auth/Gate';
import { ChatPage } from './chat/ChatPage';
import { withTexts } from './i18n/areas';
import { preloadMarkdown } from './markdown/Answer';
import { Layout } from './shell/Layout';
import { useNews } from './shell/useNews';
import { later } from './ui/later';

const NewPassword = later(withTexts(['auth'], () => import('./auth/NewPassword')));
const Welcome = later(withTexts(['auth'], () => import('./auth/Welcome')));
const KnowledgePage = later(withTexts(['knowledge', 'viewer', 'explain'], () => import('./knowledge/KnowledgePage')));
const SettingsPage = later(withTexts(['settings', 'share', 'auth'], () => import('./settings/SettingsPage')));
const SharedPage = later(withTexts(['share'], () => import('./share/SharedPage')));

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
          path="/knowledge/*"
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
