import type { Provider, ProviderChange } from './providersApi';

/** What can be changed of a provider, as its form holds it. */
export interface ProviderDraft {
  name: string;
  client_id: string;
  /** Empty leaves the secret as it is. */
  client_secret: string;
  domains: string[];
  groups_claim: string;
  group_roles: { group: string; role: string }[];
  default_role: string;
  sync_groups: boolean;
  create_users: boolean;
  trust_emails: boolean;
  enabled: boolean;
}

export function draftOf(provider: Provider): ProviderDraft {
  return {
    name: provider.name,
    client_id: provider.client_id,
    client_secret: '',
    domains: provider.domains,
    groups_claim: provider.groups_claim,
    group_roles: Object.entries(provider.group_roles).map(([group, role]) => ({ group, role })),
    default_role: provider.default_role,
    sync_groups: provider.sync_groups,
    create_users: provider.create_users,
    trust_emails: provider.trust_emails,
    enabled: provider.enabled,
  };
}

/** Only what differs: the server checks afresh whatever it is given, and the audit trail names it. */
export function changeOf(provider: Provider, draft: ProviderDraft): ProviderChange {
  const before = draftOf(provider);
  const after: ProviderDraft = { ...draft, name: draft.name.trim(), client_id: draft.client_id.trim() };
  const changed = (Object.keys(before) as (keyof ProviderDraft)[]).filter(
    field => JSON.stringify(before[field]) !== JSON.stringify(after[field]),
  );
  const values = {
    ...after,
    group_roles: Object.fromEntries(after.group_roles.map(({ group, role }) => [group.trim(), role])),
  };
  return Object.fromEntries(changed.map(field => [field, values[field]])) as ProviderChange;
}
