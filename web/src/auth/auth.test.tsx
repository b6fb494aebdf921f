// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FakeServer, json, problem, tokens } from '../testing/fakeServer';
import { renderPage } from '../testing/renderPage';
import { tokenOf } from './Welcome';

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

it('redeems a one-time link and takes its token out of the address', async () => {
  window.history.replaceState(null, '', '/welcome#token=secret-token');
  server.on('POST', /accept$/, () => json(tokens()));
  renderPage(server, '/welcome');
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
