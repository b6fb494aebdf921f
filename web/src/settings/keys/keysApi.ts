import type { components } from '../../api/schema';
import { useChange, useList } from '../asking';

export type ApiKey = components['schemas']['ApiKeyView'];

const keys = ['api-keys'];

export function useKeys() {
  return useList(keys, (http, { query, signal }) => http.api.GET('/v1/api-keys', { params: { query }, signal }));
}

export function useMakeKey() {
  return useChange(
    (http, body: { name: string; scopes: string[]; expires_in_days: number; service: boolean }) =>
      http.api.POST('/v1/api-keys', { body }),
    keys,
  );
}

export function useRotateKey() {
  return useChange(
    (http, id: string) =>
      http.api.POST('/v1/api-keys/{id}/rotate', { params: { path: { id } }, body: { overlap_hours: 1 } }),
    keys,
  );
}

export function useRevokeKey() {
  return useChange((http, id: string) => http.api.DELETE('/v1/api-keys/{id}', { params: { path: { id } } }), keys);
}
