import '@mantine/core/styles.layer.css';
import './tokens.css';
import './global.css';
import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { StrictMode } from 'react';
import { createRoot } from 'react-dom/client';
import { BrowserRouter } from 'react-router';
import { isPassing } from './api/problem';
import { App } from './App';
import { beginLanguage } from './i18n/i18n';
import { makeServices, ServicesContext } from './services';
import { styleNonce } from './styleNonce';
import { cssVariables, theme } from './theme';

const queries = new QueryClient({
  defaultOptions: {
    queries: { retry: (failures, error) => isPassing(error) && failures < 4, staleTime: 10_000, networkMode: 'always' },
    mutations: { networkMode: 'always' },
  },
});

await beginLanguage();

createRoot(document.getElementById('root')!).render(
  <StrictMode>
    <MantineProvider
      theme={theme}
      cssVariablesResolver={cssVariables}
      defaultColorScheme="auto"
      getStyleNonce={() => styleNonce}
    >
      <QueryClientProvider client={queries}>
        <ServicesContext value={makeServices()}>
          {/* Without transitions: a stream that updates each frame would keep a page change waiting. */}
          <BrowserRouter useTransitions={false}>
            <App />
          </BrowserRouter>
        </ServicesContext>
      </QueryClientProvider>
    </MantineProvider>
  </StrictMode>,
);
