import { FakeServer, json, tokens } from './fakeServer';

/** Everything that an owner may do. */
export const allScopes = ['chat', 'knowledge:read', 'models:admin', 'users:admin', 'usage:read', 'platform'];

export const me = (scopes: string[], role = 'owner') => ({
  user: { id: 'user_1', email: 'ada@example.com', name: 'Ada', role },
  tenant: { id: 'tenant_1', name: 'Example', plan: 'enterprise' },
  scopes,
});

export const user = (id: string, more: object = {}) => ({
  id,
  email: `${id}@example.com`,
  name: `Name of ${id}`,
  role: 'member',
  state: 'active',
  groups: [],
  created_at: '2026-01-01T00:00:00Z',
  last_sign_in_at: null,
  ...more,
});

export const list = (data: object[]) => json({ data, next_cursor: null });

/** A server with an owner signed in, where there is nothing yet. */
export function settingsServer(): FakeServer {
  return new FakeServer()
    .on('POST', /refresh$/, () => json(tokens()))
    .on('GET', /v1\/me$/, () => json(me(allScopes)))
    .on('GET', /v1\/(conversations|users|invitations|groups|api-keys|budgets|audit|plans)$/, () => list([]))
    .on('GET', /auth\/(sessions|providers\/all|providers|domains|identities)$/, () => list([]))
    .on('GET', /tenant\/settings$/, () => json({ allowed_origins: [] }))
    .on('GET', /auth\/totp$/, () => json({ enabled: false, since: null, recovery_codes: 0 }));
}
