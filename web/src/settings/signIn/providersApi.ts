import { useQuery } from '@tanstack/react-query';
import { dataOf } from '../../api/http';
import type { components } from '../../api/schema';
import { useServices } from '../../services';
import { useChange, useList } from '../asking';

export type Provider = components['schemas']['ProviderView'];
export type NewProvider = components['schemas']['CreateProviderRequest'];
export type Preview = components['schemas']['SignInPreview'];
export type ProviderChange = components['schemas']['ChangeProviderRequest'];

const providers = ['providers'];

export function useProviders() {
  return useList(providers, (http, { signal }) => http.api.GET('/v1/auth/providers/all', { signal }));
}

export function useConnectProvider() {
  return useChange((http, body: NewProvider) => http.api.POST('/v1/auth/providers', { body }), providers);
}

export function useChangeProvider() {
  return useChange(
    (http, { id, body }: { id: string; body: ProviderChange }) =>
      http.api.PATCH('/v1/auth/providers/{id}', { params: { path: { id } }, body }),
    providers,
  );
}

export function useDeleteProvider() {
  return useChange(
    (http, id: string) => http.api.DELETE('/v1/auth/providers/{id}', { params: { path: { id } } }),
    providers,
  );
}

/** What would come of a sign-in with claims like these. */
export function usePreview() {
  return useChange((http, { id, claims }: { id: string; claims: Record<string, unknown> }) =>
    http.api.POST('/v1/auth/providers/{id}/preview', { params: { path: { id } }, body: { claims } }),
  );
}

/** Begins a sign-in at the provider that signs nobody in here; the browser goes where the answer says. */
export function useTestProvider() {
  return useChange((http, id: string) =>
    http.api.POST('/v1/auth/providers/{id}/test', {
      params: { path: { id } },
      body: { return_to: `/settings/sign-in?provider=${id}` },
    }),
  );
}

/** What came of a test sign-in; read again until somebody has come back. */
export function useTestOutcome(id: string, test: string) {
  const { http } = useServices();
  return useQuery({
    queryKey: ['provider-test', id, test],
    queryFn: ({ signal }) =>
      dataOf(http.api.GET('/v1/auth/providers/{id}/tests/{test}', { params: { path: { id, test } }, signal })),
    refetchInterval: query => (query.state.data?.state === 'waiting' ? 2000 : false),
  });
}
