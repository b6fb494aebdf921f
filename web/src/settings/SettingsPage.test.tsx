// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import type { FakeServer } from '../testing/fakeServer';
import { json, problem } from '../testing/fakeServer';
import { renderPage } from '../testing/renderPage';
import { list, me, settingsServer, user } from '../testing/settingsServer';

let server: FakeServer;
let users: object[];

beforeEach(() => {
  users = [user('user_1', { role: 'owner' }), user('user_2')];
  server = settingsServer().on('GET', /v1\/users$/, () => list(users));
});

const pick = async (name: string) => fireEvent.click(await screen.findByRole('menuitem', { name }));

it('shows those who administer nothing only what is their own', async () => {
  server.on('GET', /v1\/me$/, () => json(me(['chat'], 'member')));
  renderPage(server, '/settings');
  const nav = await screen.findByRole('navigation', { name: 'Settings' });
  expect(
    within(nav)
      .getAllByRole('link')
      .map(link => link.textContent),
  ).toEqual(['Security', 'API keys', 'Conversations', 'Limits and usage']);
});

it('changes a role and says why it could not', async () => {
  server.on('PATCH', /users\/user_1$/, () => problem(409, 'last_owner', 'Somebody must stay an owner.'));
  renderPage(server, '/settings/people');
  fireEvent.click(await screen.findByRole('combobox', { name: 'Role of Name of user_1' }));
  fireEvent.click((await screen.findAllByRole('option', { name: 'viewer', hidden: true }))[0]!);
  expect(await screen.findByText('Somebody must stay an owner.')).toBeTruthy();
  expect(server.sent('PATCH', /user_1$/)[0]!.body).toEqual({ role: 'viewer' });
});

it('deletes a user only after it was confirmed', async () => {
  server.on('DELETE', /users\/user_2$/, () => {
    users = users.slice(0, 1);
    return json(null, 204);
  });
  renderPage(server, '/settings/people');
  fireEvent.click(await screen.findByRole('button', { name: 'Options of Name of user_2' }));
  await pick('Delete');
  expect(server.sent('DELETE', /./)).toHaveLength(0);
  fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Delete' }));
  await waitFor(() => expect(screen.getAllByTestId('user-row')).toHaveLength(1));
});

it('invites somebody and shows the link once', async () => {
  server.on('POST', /invitations$/, () =>
    json(
      { id: 'inv_1', email: 'new@example.com', role: 'agent', groups: [], link: 'http://parley.test/welcome#token=x' },
      201,
    ),
  );
  renderPage(server, '/settings/people');
  fireEvent.click(await screen.findByTestId('invite'));
  const form = await screen.findByTestId('invite-form');
  fireEvent.change(within(form).getByLabelText('E-mail'), { target: { value: ' new@example.com ' } });
  fireEvent.submit(form);
  expect((await screen.findByTestId('secret')).textContent).toContain('/welcome#token=x');
  expect(server.sent('POST', /invitations$/)[0]!.body).toEqual({
    email: 'new@example.com',
    role: 'member',
    groups: [],
  });
});

it('makes a key with the scopes that were chosen and shows it once', async () => {
  server.on('POST', /api-keys$/, () => json({ id: 'key_1', key: 'pk_secret', name: 'CI', scopes: ['chat'] }, 201));
  renderPage(server, '/settings/keys');
  fireEvent.click(await screen.findByTestId('new-key'));
  const form = await screen.findByTestId('key-form');
  fireEvent.change(within(form).getByLabelText('Name'), { target: { value: 'CI' } });
  fireEvent.click(within(form).getByLabelText('users:admin'));
  fireEvent.submit(form);
  expect((await screen.findByTestId('secret')).textContent).toContain('pk_secret');
  const body = server.sent('POST', /api-keys$/)[0]!.body as { scopes: string[]; expires_in_days: number };
  expect(body.scopes).not.toContain('users:admin');
  expect(body.scopes).not.toContain('platform');
  expect(body.expires_in_days).toBe(90);
});

it('turns the second factor on by a first code and shows the recovery codes', async () => {
  server
    .on('POST', /auth\/totp$/, () => json({ secret: 'JBSWY3DP', otpauth_uri: 'otpauth://totp/x' }))
    .on('POST', /totp\/confirm$/, () => json({ recovery_codes: ['aaaa-bbbb', 'cccc-dddd'] }));
  renderPage(server, '/settings/security');
  fireEvent.click(await screen.findByRole('button', { name: 'Turn on' }));
  fireEvent.submit(await screen.findByRole('form', { name: 'Go on' }));
  const form = await screen.findByTestId('factor-form');
  expect(form.textContent).toContain('JBSWY3DP');
  fireEvent.change(within(form).getByLabelText('Code'), { target: { value: '123456' } });
  fireEvent.submit(form);
  await waitFor(() => expect(screen.getByTestId('secret').textContent).toContain('cccc-dddd'));
});

it('changes the password and says what was wrong with it', async () => {
  server.on('POST', /auth\/password$/, request =>
    (request.body as { current: string }).current === 'the old one'
      ? json(null, 204)
      : problem(403, 'forbidden', 'This is not your password.'),
  );
  renderPage(server, '/settings/security');
  fireEvent.click(await screen.findByRole('button', { name: 'Change' }));
  const form = await screen.findByTestId('change-password');
  fireEvent.change(within(form).getByLabelText('New password'), { target: { value: 'a new one' } });
  fireEvent.submit(form);
  expect(await screen.findByText('This is not your password.')).toBeTruthy();
  fireEvent.change(within(form).getByLabelText('Your password until now'), { target: { value: 'the old one' } });
  fireEvent.submit(form);
  expect(await screen.findByText('The password is changed.')).toBeTruthy();
});

it('shows what is used of a limit', async () => {
  server
    .on('GET', /v1\/limits$/, () =>
      json({
        plan: 'free',
        messages: { limit: 100, used: 42, resets_at: '2026-01-02T00:00:00Z' },
        requests: { per_minute: 600, at_once: 60 },
        streams: { limit: null },
        budgets: [],
      }),
    )
    .on('GET', /v1\/usage$/, () => problem(403, 'forbidden', 'Not yours.'));
  renderPage(server, '/settings/limits');
  const rows = await screen.findAllByTestId('limit-row');
  expect(screen.getByTestId('meter').textContent).toContain('42 of 100 used, 58 left');
  expect(rows.map(row => row.textContent)).toEqual([
    expect.stringContaining('600'),
    expect.stringContaining('no limit'),
  ]);
});

it('connects an identity provider', async () => {
  server.on('POST', /auth\/providers$/, () => json({ id: 'idp_1', name: 'Company' }, 201));
  renderPage(server, '/settings/sign-in');
  fireEvent.click(await screen.findByTestId('connect-provider'));
  const form = await screen.findByTestId('provider-form');
  for (const [label, value] of [
    ['Name', 'Company'],
    ['Issuer', 'https://login.example.com'],
    ['Client id', 'parley'],
  ] as const)
    fireEvent.change(within(form).getByLabelText(label), { target: { value } });
  fireEvent.submit(form);
  await waitFor(() => expect(screen.queryByTestId('provider-form')).toBeNull());
  expect(server.sent('POST', /auth\/providers$/)[0]!.body).toMatchObject({
    name: 'Company',
    kind: 'oidc',
    issuer: 'https://login.example.com',
    client_id: 'parley',
    client_secret: null,
    default_role: 'member',
    create_users: false,
  });
});
