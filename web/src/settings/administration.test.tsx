// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import type { FakeServer } from '../testing/fakeServer';
import { json, problem } from '../testing/fakeServer';
import { renderPage } from '../testing/renderPage';
import { list, me, settingsServer, user } from '../testing/settingsServer';
import { changeOf, draftOf } from './signIn/providerDraft';
import type { Provider } from './signIn/providersApi';

const provider = {
  id: 'idp_1',
  name: 'Company',
  kind: 'oidc',
  issuer: 'https://login.example.com',
  client_id: 'parley',
  has_secret: true,
  domains: ['example.com'],
  groups_claim: 'groups',
  group_roles: { captains: 'admin' },
  default_role: 'member',
  sync_groups: false,
  create_users: false,
  trust_emails: false,
  enabled: true,
  redirect_uri: 'http://parley.test/back',
} as unknown as Provider;

let server: FakeServer;

beforeEach(() => (server = settingsServer()));

const fill = (box: HTMLElement, label: string, value: string) =>
  fireEvent.change(within(box).getByLabelText(label), { target: { value } });

async function pick(menu: string, item: string) {
  fireEvent.click(await screen.findByRole('button', { name: menu }));
  fireEvent.click(await screen.findByRole('menuitem', { name: item }));
}

it('sends of a provider only what was changed', async () => {
  server
    .on('GET', /providers\/all$/, () => list([provider]))
    .on('PATCH', /providers\/idp_1$/, () => json({ ...provider, name: 'Works' }));
  renderPage(server, '/settings/sign-in');
  await pick('Options of Company', 'Edit');
  const form = await screen.findByTestId('edit-provider');
  fill(form, 'Name', ' Works ');
  fireEvent.click(within(form).getByRole('button', { name: 'Add a group' }));
  fill(form, 'Group 2 at the provider', 'crew');
  fireEvent.submit(form);
  await waitFor(() => expect(screen.queryByTestId('edit-provider')).toBeNull());
  expect(server.sent('PATCH', /idp_1$/)[0]!.body).toEqual({
    name: 'Works',
    group_roles: { captains: 'admin', crew: 'member' },
  });
});

it('leaves a secret that was not typed alone', () => {
  const draft = draftOf(provider);
  expect(changeOf(provider, draft)).toEqual({});
  expect(changeOf(provider, { ...draft, client_secret: 'new', enabled: false })).toEqual({
    client_secret: 'new',
    enabled: false,
  });
});

it('previews a sign-in by claims and says when they are none', async () => {
  const preview = { outcome: 'creates', email: 'eve@example.com', email_verified: true, name: null };
  const rest = { code: null, role: 'admin', role_before: null, groups: ['captains'], joins: [], leaves: [] };
  server
    .on('GET', /providers\/all$/, () => list([provider]))
    .on('POST', /idp_1\/preview$/, () => json({ ...preview, ...rest }));
  renderPage(server, '/settings/sign-in');
  await pick('Options of Company', 'Preview a sign-in');
  const form = await screen.findByTestId('preview-form');
  fill(form, 'Claims', '[1]');
  fireEvent.submit(form);
  expect(await screen.findByText('This is not an object in JSON.')).toBeTruthy();
  fill(form, 'Claims', '{"sub": "1"}');
  fireEvent.submit(form);
  expect((await screen.findByTestId('preview-result')).textContent).toContain('They would get an account');
  expect(server.sent('POST', /preview$/).map(request => request.body)).toEqual([{ claims: { sub: '1' } }]);
});

it('shows the record that proves a domain and what came of looking for it', async () => {
  const record = { name: '_parley-challenge.example.com', type: 'TXT', value: 'parley-verification=x' };
  const domain = { id: 'dom_1', domain: 'example.com', state: 'pending', record, checked_at: null, verified_at: null };
  server
    .on('GET', /auth\/domains$/, () => list([domain]))
    .on('POST', /dom_1\/verify$/, () => problem(409, 'proof_missing', 'The record is not there yet.'));
  renderPage(server, '/settings/sign-in');
  const row = await screen.findByTestId('domain-row');
  expect(row.textContent).toContain('parley-verification=x');
  fireEvent.click(within(row).getByRole('button', { name: 'Verify example.com' }));
  expect(await within(row).findByText('The record is not there yet.')).toBeTruthy();
});

it('lets the operator make plans and everybody else read them', async () => {
  const plan = { name: 'free', messages_per_day: 100, requests_per_minute: null, streams_per_user: null };
  server
    .on('GET', /v1\/plans$/, () => list([plan]))
    .on('PUT', /plans\/crew$/, () => json({ ...plan, name: 'crew' }))
    .on('GET', /v1\/usage$/, () => problem(403, 'forbidden', 'Not yours.'));
  const page = renderPage(server, '/settings/limits');
  expect((await screen.findByTestId('plan-row')).textContent).toContain('Messages a day, of each person: 100');
  fireEvent.click(screen.getByTestId('new-plan'));
  const form = await screen.findByTestId('plan-form');
  fill(form, 'Name', 'crew');
  fill(form, 'Answers at the same time', '3');
  fireEvent.submit(form);
  await waitFor(() => expect(screen.queryByTestId('plan-form')).toBeNull());
  expect(server.sent('PUT', /crew$/)[0]!.body).toEqual({
    messages_per_day: null,
    requests_per_minute: null,
    streams_per_user: 3,
  });

  page.unmount();
  server.on('GET', /v1\/me$/, () => json(me(['chat'], 'member')));
  renderPage(server, '/settings/limits');
  await screen.findByTestId('plan-row');
  expect(screen.queryByTestId('new-plan')).toBeNull();
});

it('says why an origin cannot be listed', async () => {
  server.on('PUT', /tenant\/settings$/, () => problem(400, 'invalid_request', 'An origin is a scheme and a host.'));
  renderPage(server, '/settings/keys');
  const form = await screen.findByTestId('origins-form');
  const box = within(form).getByRole('combobox');
  box.focus();
  fireEvent.change(box, { target: { value: 'app.example' } });
  fireEvent.keyDown(box, { key: 'Enter' });
  fireEvent.submit(form);
  expect(await screen.findByText('An origin is a scheme and a host.')).toBeTruthy();
  expect(server.sent('PUT', /settings$/)[0]!.body).toEqual({ allowed_origins: ['app.example'] });
});

it('tells the trail by names and narrows it by who, what and when', async () => {
  const event = {
    id: 'audit_1',
    at: '2026-01-01T00:00:00Z',
    actor: { kind: 'user', id: 'user_1' },
    action: 'group.joined',
    target: 'group_1',
    detail: { user: 'user_9' },
    names: { user_1: 'Ada', group_1: 'sailors' },
  };
  server.on('GET', /v1\/audit$/, () => list([event])).on('GET', /v1\/users$/, () => list([user('user_1')]));
  renderPage(server, '/settings/audit');
  const cells = within(await screen.findByTestId('audit-row')).getAllByRole('cell');
  expect(cells.slice(1).map(cell => cell.textContent)).toEqual(['Ada', 'group.joined sailors', 'user: user_9']);

  const filters = screen.getByTestId('audit-filters');
  fill(filters, 'Action', 'group');
  fill(filters, 'From', '2026-01-01T08:00');
  fireEvent.click(within(filters).getByRole('combobox', { name: 'Who' }));
  fireEvent.click(await screen.findByRole('option', { name: 'Name of user_1', hidden: true }));
  await waitFor(() =>
    expect(Object.fromEntries(server.sent('GET', /audit$/).at(-1)!.query)).toEqual({
      limit: '50',
      action: 'group',
      actor: 'user_1',
      from: new Date('2026-01-01T08:00').toISOString(),
    }),
  );
});

it('asks for the password before a provider is unlinked when the sign-in was a while ago', async () => {
  const own = { provider: 'idp_1', name: 'Company', kind: 'oidc', enabled: true, linked_at: '2026-01-01T00:00:00Z' };
  server
    .on('GET', /auth\/identities$/, () => list([{ ...own, removable: true }]))
    .on('GET', /auth\/providers$/, () =>
      list([
        { id: 'idp_1', name: 'Company' },
        { id: 'idp_2', name: 'Guild' },
      ]),
    )
    .on('POST', /identities\/idp_1\/unlink$/, request =>
      (request.body as { password?: string }).password === 'the right one'
        ? json(null, 204)
        : problem(403, 'proof_needed', 'This needs your password.'),
    );
  renderPage(server, '/settings/security');
  expect(await screen.findByRole('button', { name: 'Link Guild' })).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Link Company' })).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Unlink Company' }));
  const form = await screen.findByRole('form', { name: 'Unlink' });
  expect(within(form).queryByLabelText('Your password')).toBeNull();
  fireEvent.submit(form);
  expect(await screen.findByText('This needs your password.')).toBeTruthy();
  fill(form, 'Your password', 'the right one');
  fireEvent.submit(form);
  await waitFor(() => expect(screen.queryByRole('form', { name: 'Unlink' })).toBeNull());
  expect(server.sent('POST', /unlink$/).map(request => request.body)).toEqual([{}, { password: 'the right one' }]);
});

it('gives a group another name', async () => {
  server
    .on('GET', /v1\/groups$/, () => list([{ id: 'group_1', name: 'sailors', members: 2 }]))
    .on('PATCH', /groups\/group_1$/, () => problem(409, 'name_taken', 'Another group has this name.'));
  renderPage(server, '/settings/groups');
  fireEvent.click(await screen.findByRole('button', { name: 'Rename sailors' }));
  const form = await screen.findByTestId('rename-group');
  fill(form, 'Name', ' crew ');
  fireEvent.submit(form);
  expect(await screen.findByText('Another group has this name.')).toBeTruthy();
  expect(server.sent('PATCH', /group_1$/)[0]!.body).toEqual({ name: 'crew' });
});

it('makes new recovery codes for whoever shows who they are, and shows them once', async () => {
  server
    .on('GET', /auth\/totp$/, () => json({ enabled: true, since: null, recovery_codes: 1 }))
    .on('POST', /totp\/recovery-codes$/, request =>
      (request.body as { code?: string }).code === '123456'
        ? json({ recovery_codes: ['aaaa-bbbb', 'cccc-dddd'] })
        : problem(403, 'proof_needed', 'This needs your password.'),
    );
  renderPage(server, '/settings/security');
  fireEvent.click(await screen.findByRole('button', { name: 'New codes' }));
  const form = await screen.findByRole('form', { name: 'Make new codes' });
  fireEvent.submit(form);
  fireEvent.change(await within(form).findByLabelText('Or a code of your second factor'), {
    target: { value: '123456' },
  });
  fireEvent.submit(form);
  expect((await screen.findByTestId('secret')).textContent).toContain('cccc-dddd');
});
