import type { components } from '../../api/schema';
import { useChange, useList } from '../asking';

export type Domain = components['schemas']['DomainView'];

const domains = ['domains'];

export function useDomains() {
  return useList(domains, (http, { signal }) => http.api.GET('/v1/auth/domains', { signal }));
}

export function useClaimDomain() {
  return useChange((http, domain: string) => http.api.POST('/v1/auth/domains', { body: { domain } }), domains);
}

export function useVerifyDomain() {
  return useChange(
    (http, id: string) => http.api.POST('/v1/auth/domains/{id}/verify', { params: { path: { id } } }),
    domains,
  );
}

export function useGiveUpDomain() {
  return useChange(
    (http, id: string) => http.api.DELETE('/v1/auth/domains/{id}', { params: { path: { id } } }),
    domains,
    ['providers'],
  );
}
