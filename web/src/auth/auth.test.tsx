// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FakeServer, json, problem, tokens } from '../testing/fakeServer';
import { renderPage } from '../testing/renderPage';
import { tokenOf } from './linkToken';

let server: FakeServer;

beforeEach(() => {
  server = new FakeServer()
    .on('POST', /refresh$/, () => problem(401, 'session_ended', 'Sign in again.'))
    .on('GET', /v1\/conversations$/, () => json({ data: [], next_cursor: null }));
});

afterEach(() => window.history.replaceState(null, '', '/'));

const fill = (label: string, value: string) => fireEvent.change(screen.getByLabelText(label), { target: { value } });

it('signs in by e-mail and password', async () => {
  server.on('POST', /login$/, () => json(tokens()));
  renderPage(server, '/');
  const form = await screen.findByTestId('sign-in');
  fill('E-mail', 'ada@example.com');
  fill('Password', 'a good password');
  fireEvent.submit(form);
  expect(await screen.findByTestId('composer')).toBeTruthy();
  expect(server.sent('POST', /login$/)[0]!.body).toEqual({
    email: 'ada@example.com',
    password: 'a good password',
    cookie: true,
  });
});

it('shows the sentence of a refused sign-in and lets one try again', async () => {
  server.on('POST', /login$/, () => problem(401, 'wrong_credentials', 'They do not go together.'));
  renderPage(server, '/');
  fireEvent.submit(await screen.findByTestId('sign-in'));
  expect((await screen.findByRole('alert')).textContent).toContain('They do not go together.');
  expect((screen.getByRole('button', { name: 'Sign in' }) as HTMLButtonElement).disabled).toBe(false);
});

it('asks for the second factor where there is one', async () => {
  server
    .on('POST', /login$/, () =>
      json({ status: 401, code: 'second_factor_required', detail: 'Enter a code.', challenge: 'ch_1' }, 401),
    )
    .on('POST', /second-factor$/, request =>
      (request.body as { code: string }).code === '123456'
        ? json(tokens())
        : problem(401, 'wrong_code', 'This is not the code.'),
    );
  renderPage(server, '/');
  fireEvent.submit(await screen.findByTestId('sign-in'));
  const form = await screen.findByTestId('second-factor');
  fill('Code', '000000');
  fireEvent.submit(form);
  expect((await screen.findByRole('alert')).textContent).toContain('This is not the code.');
  fill('Code', '123456');
  fireEvent.submit(form);
  expect(await screen.findByTestId('composer')).toBeTruthy();
  expect(server.sent('POST', /second-factor$/)[1]!.body).toEqual({ challenge: 'ch_1', code: '123456', cookie: true });
});

it('asks for the second factor after a provider too', async () => {
  window.history.replaceState(null, '', '/#second_factor=ch_2');
  server.on('POST', /second-factor$/, () => json(tokens()));
  renderPage(server, '/');
  const form = await screen.findByTestId('second-factor');
  fill('Code', '123456');
  fireEvent.submit(form);
  expect(await screen.findByTestId('composer')).toBeTruthy();
  expect(server.sent('POST', /second-factor$/)[0]!.body).toMatchObject({ challenge: 'ch_2' });
});

it('offers the identity providers and says why one did not sign in', async () => {
  window.history.replaceState(null, '', '/?sign_in_error=no_account');
  server.on('GET', /auth\/providers$/, () =>
    json({ data: [{ id: 'idp_1', name: 'Company', kind: 'oidc', url: '/v1/auth/oidc/idp_1' }], next_cursor: null }),
  );
  renderPage(server, '/');
  const offer = (await screen.findByTestId('sign-in-provider')) as HTMLAnchorElement;
  expect(offer.getAttribute('href')).toBe('/v1/auth/oidc/idp_1?return_to=%2F');
  expect(screen.getByRole('alert').textContent).toContain('no account here yet');
});

it('sends a link for a forgotten password and sets a new one by it', async () => {
  server.on('POST', /password-reset$/, () => json(null, 204)).on('POST', /redeem$/, () => json(null, 204));
  renderPage(server, '/');
  fireEvent.click(await screen.findByRole('button', { name: 'Forgotten your password?' }));
  fill('E-mail', 'ada@example.com');
  fireEvent.submit(screen.getByTestId('forgotten-password'));
  expect(await screen.findByText('Look into your mail')).toBeTruthy();

  cleanup();
  window.history.replaceState(null, '', '/reset#token=once');
  renderPage(server, '/reset');
  await screen.findByTestId('new-password');
  fill('Password', 'a better password');
  fireEvent.submit(screen.getByTestId('new-password'));
  expect(await screen.findByText('The new password is set')).toBeTruthy();
  expect(server.sent('POST', /redeem$/)[0]!.body).toEqual({ token: 'once', password: 'a better password' });
});

it('redeems a one-time link and takes its token out of the address', async () => {
  window.history.replaceState(null, '', '/welcome#token=secret-token');
  server.on('POST', /accept$/, () => json(tokens()));
  renderPage(server, '/welcome');
  await screen.findByTestId('welcome');
  fill('Password', 'a good password');
  fireEvent.submit(screen.getByTestId('welcome'));
  await waitFor(() => expect(screen.queryByTestId('composer')).toBeTruthy());
  expect(server.sent('POST', /accept$/)[0]!.body).toEqual({
    token: 'secret-token',
    password: 'a good password',
    cookie: true,
  });
  expect(window.location.hash).toBe('');
});

it('says when a link holds no token', () => {
  expect(tokenOf('#token=')).toBeNull();
  expect(tokenOf('')).toBeNull();
  expect(tokenOf('#token=abc')).toBe('abc');
});

it('does not ask for a password when the server cannot be reached', async () => {
  server.on('POST', /refresh$/, () => 'cut');
  renderPage(server, '/');
  expect(await screen.findByText('Parley cannot be reached')).toBeTruthy();
  expect(screen.queryByTestId('sign-in')).toBeNull();
  server.on('POST', /refresh$/, () => json(tokens()));
  fireEvent.click(screen.getByRole('button', { name: 'Try again' }));
  expect(await screen.findByTestId('composer')).toBeTruthy();
});

it('goes back to the sign-in after signing out', async () => {
  server.on('POST', /refresh$/, () => json(tokens())).on('POST', /logout$/, () => json(null, 204));
  renderPage(server, '/');
  fireEvent.click(await screen.findByTestId('account'));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Sign out' }));
  expect(await screen.findByTestId('sign-in')).toBeTruthy();
  expect(server.sent('POST', /logout$/)).toHaveLength(1);
});

it('leaves nothing of whoever signed out for the next', async () => {
  server.on('POST', /refresh$/, () => json(tokens())).on('POST', /logout$/, () => json(null, 204));
  localStorage.setItem('parley.knobs', JSON.stringify({ model: 'a-model-of-theirs' }));
  renderPage(server, '/');
  fireEvent.change(await screen.findByTestId('composer'), { target: { value: 'A secret, not sent yet' } });
  fireEvent.click(screen.getByTestId('account'));
  fireEvent.click(await screen.findByRole('menuitem', { name: 'Sign out' }));
  expect(await screen.findByTestId('sign-in')).toBeTruthy();
  expect(JSON.stringify({ ...localStorage, ...sessionStorage })).not.toMatch(/secret|theirs/);
});

it('begins with nothing of whoever was here before a link was redeemed', async () => {
  localStorage.setItem('parley.drafts', JSON.stringify({ new: { text: 'A secret, not sent yet', at: 1 } }));
  window.history.replaceState(null, '', '/welcome#token=secret-token');
  server.on('POST', /accept$/, () => json(tokens()));
  renderPage(server, '/welcome');
  await screen.findByTestId('welcome');
  fill('Password', 'a good password');
  fireEvent.submit(screen.getByTestId('welcome'));
  expect((await screen.findByTestId<HTMLTextAreaElement>('composer')).value).toBe('');
  expect(localStorage.getItem('parley.drafts')).toBeNull();
});
