import { useQuery } from '@tanstack/react-query';
import { dataOf } from '../../api/http';
import type { components } from '../../api/schema';
import { useServices } from '../../services';
import { useChange, useList } from '../asking';

export type User = components['schemas']['UserView'];

const users = ['users'];
const invitations = ['invitations'];
const groups = ['groups'];

export function useUsers() {
  return useList(users, (http, { query, signal }) => http.api.GET('/v1/users', { params: { query }, signal }));
}

export function useChangeUser() {
  return useChange(
    (http, { id, body }: { id: string; body: { role?: string; disabled?: boolean; name?: string } }) =>
      http.api.PATCH('/v1/users/{id}', { params: { path: { id } }, body }),
    users,
  );
}

export function useDeleteUser() {
  return useChange(
    (http, id: string) => http.api.DELETE('/v1/users/{id}', { params: { path: { id } } }),
    users,
    groups,
  );
}

export function useResetLink() {
  return useChange((http, id: string) => http.api.POST('/v1/users/{id}/password-reset', { params: { path: { id } } }));
}

export function useEndUserSessions() {
  return useChange((http, id: string) => http.api.DELETE('/v1/users/{id}/sessions', { params: { path: { id } } }));
}

export function useResetSecondFactor() {
  return useChange((http, id: string) => http.api.DELETE('/v1/users/{id}/totp', { params: { path: { id } } }));
}

export function useInvitations() {
  return useList(invitations, (http, { query, signal }) =>
    http.api.GET('/v1/invitations', { params: { query }, signal }),
  );
}

export function useInvite() {
  return useChange(
    (http, body: { email: string; role: string; groups: string[] }) => http.api.POST('/v1/invitations', { body }),
    invitations,
  );
}

export function useRevokeInvitation() {
  return useChange(
    (http, id: string) => http.api.DELETE('/v1/invitations/{id}', { params: { path: { id } } }),
    invitations,
  );
}

export function useGroups() {
  return useList(groups, (http, { query, signal }) => http.api.GET('/v1/groups', { params: { query }, signal }));
}

export function useMakeGroup() {
  return useChange((http, name: string) => http.api.POST('/v1/groups', { body: { name } }), groups);
}

export function useRenameGroup() {
  return useChange(
    (http, { id, name }: { id: string; name: string }) =>
      http.api.PATCH('/v1/groups/{id}', { params: { path: { id } }, body: { name } }),
    groups,
    users,
  );
}

export function useDeleteGroup() {
  return useChange(
    (http, id: string) => http.api.DELETE('/v1/groups/{id}', { params: { path: { id } } }),
    groups,
    users,
  );
}

export function useSetMember() {
  return useChange(
    (http, { group, user, isMember }: { group: string; user: string; isMember: boolean }) => {
      const params = { params: { path: { id: group, user } } };
      return isMember
        ? http.api.PUT('/v1/groups/{id}/members/{user}', params)
        : http.api.DELETE('/v1/groups/{id}/members/{user}', params);
    },
    groups,
    users,
  );
}

/** What somebody can do, and why. */
export function useAccess(user: string) {
  const { http } = useServices();
  return useQuery({
    queryKey: ['access', user],
    queryFn: ({ signal }) => dataOf(http.api.GET('/v1/access', { params: { query: { user } }, signal })),
    staleTime: 0,
  });
}
