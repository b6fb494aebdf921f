import { MantineProvider } from '@mantine/core';
import { QueryClient, QueryClientProvider } from '@tanstack/react-query';
import { render } from '@testing-library/react';
import type { ReactNode } from 'react';
import { MemoryRouter } from 'react-router';
import { App } from '../App';
import { makeServices, ServicesContext } from '../services';
import { cssVariables, theme } from '../theme';
import type { FakeServer } from './fakeServer';

/** The whole page at an address, over a server of the test's. */
export function renderPage(server: FakeServer, address: string) {
  return render(
    <Around server={server}>
      <MemoryRouter initialEntries={[address]} useTransitions={false}>
        <App />
      </MemoryRouter>
    </Around>,
  );
}

function Around({ server, children }: { server: FakeServer; children: ReactNode }) {
  const queries = new QueryClient({ defaultOptions: { queries: { retry: false, networkMode: 'always' } } });
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} env="test">
      <QueryClientProvider client={queries}>
        <ServicesContext value={makeServices(server.fetch)}>{children}</ServicesContext>
      </QueryClientProvider>
    </MantineProvider>
  );
}
