import { useMutation, useQuery } from '@tanstack/react-query';
import { dataOf } from '../../api/http';
import type { KnowledgeDocument } from '../../api/types';
import { useServices } from '../../services';
import { useMe } from '../../settings/useMe';
import { pathOf, useRefreshKnowledge } from '../knowledgeApi';

/** Gives a document other access rules, at once and without reading it anew. */
export function useChangeAccess() {
  const { http } = useServices();
  const refresh = useRefreshKnowledge();
  return useMutation({
    mutationFn: ({ document, acl }: { document: KnowledgeDocument; acl: readonly string[] }) =>
      http.ask<KnowledgeDocument>('PATCH', `${pathOf(document.namespace)}/documents/${document.id}`, { body: { acl } }),
    onSuccess: (_, { document }) => refresh(document.namespace),
  });
}

/** Groups and people by the access tags that name them; empty for those who may not see who there is. */
export function useNamesOfTags(): ReadonlyMap<string, string> {
  const { http } = useServices();
  const me = useMe();
  const mayAsk = me.data?.scopes.includes('users:admin') ?? false;
  const names = useQuery({
    queryKey: ['names-of-tags'],
    enabled: mayAsk,
    staleTime: 60_000,
    queryFn: async ({ signal }) => {
      const query = { limit: 200 };
      const [groups, users] = await Promise.all([
        dataOf(http.api.GET('/v1/groups', { params: { query }, signal })),
        dataOf(http.api.GET('/v1/users', { params: { query }, signal })),
      ]);
      return new Map([
        ...groups.data.map(group => [`group:${group.id}`, group.name] as const),
        ...users.data.map(user => [`user:${user.id}`, user.name || user.email || user.id] as const),
      ]);
    },
  });
  return names.data ?? none;
}

const none: ReadonlyMap<string, string> = new Map();
