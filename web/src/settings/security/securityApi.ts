import { useQuery } from '@tanstack/react-query';
import { dataOf } from '../../api/http';
import { useServices } from '../../services';
import { useChange, useList } from '../asking';
import type { Proof } from './identitiesApi';

const sessions = ['sessions'];
const factor = ['second-factor'];

export function useSessions() {
  return useList(sessions, (http, { signal }) => http.api.GET('/v1/auth/sessions', { signal }));
}

export function useEndSession() {
  return useChange(
    (http, id: string) => http.api.DELETE('/v1/auth/sessions/{id}', { params: { path: { id } } }),
    sessions,
  );
}

export function useEndOtherSessions() {
  return useChange(http => http.api.DELETE('/v1/auth/sessions'), sessions);
}

export function useChangePassword() {
  return useChange(
    (http, body: { current: string; password: string }) => http.api.POST('/v1/auth/password', { body }),
    sessions,
  );
}

export function useFactor() {
  const { http } = useServices();
  return useQuery({ queryKey: factor, queryFn: ({ signal }) => dataOf(http.api.GET('/v1/auth/totp', { signal })) });
}

export function useEnrol() {
  return useChange((http, password: string) =>
    http.api.POST('/v1/auth/totp', { body: { password: password || null } }),
  );
}

export function useConfirmFactor() {
  return useChange((http, code: string) => http.api.POST('/v1/auth/totp/confirm', { body: { code } }), factor);
}

export function useRenewCodes() {
  return useChange((http, proof: Proof) => http.api.POST('/v1/auth/totp/recovery-codes', { body: proof }), factor);
}

export function useDisableFactor() {
  return useChange(
    (http, password: string) => http.api.POST('/v1/auth/totp/disable', { body: { password: password || null } }),
    factor,
  );
}
