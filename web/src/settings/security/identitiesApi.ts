import { useQuery } from '@tanstack/react-query';
import { dataOf } from '../../api/http';
import type { components } from '../../api/schema';
import { useServices } from '../../services';
import { useChange, useList } from '../asking';

export type Identity = components['schemas']['OwnIdentitiesIdentity'];

/** The password or a code of the second factor, for whoever signed in a while ago. */
export interface Proof {
  password?: string;
  code?: string;
}

const identities = ['identities'];

export function useIdentities() {
  return useList(identities, (http, { signal }) => http.api.GET('/v1/auth/identities', { signal }));
}

/** The providers that there are to sign in by. */
export function useOffers() {
  const { http } = useServices();
  return useQuery({
    queryKey: ['sign-in-offers'],
    queryFn: ({ signal }) => dataOf(http.api.GET('/v1/auth/providers', { signal })),
  });
}

/** Begins to link a provider to one's account; the browser goes where the answer says. */
export function useLinkIdentity() {
  return useChange((http, { provider, ...proof }: Proof & { provider: string }) =>
    http.api.POST('/v1/auth/identities/{provider}', {
      params: { path: { provider } },
      body: { ...proof, return_to: '/settings/security' },
    }),
  );
}

export function useUnlinkIdentity() {
  return useChange(
    (http, { provider, ...proof }: Proof & { provider: string }) =>
      http.api.POST('/v1/auth/identities/{provider}/unlink', { params: { path: { provider } }, body: proof }),
    identities,
  );
}
