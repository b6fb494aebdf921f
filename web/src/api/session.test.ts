// @vitest-environment jsdom
import { describe, expect, it, vi } from 'vitest';
import { FakeServer, json, problem, tokens } from '../testing/fakeServer';
import { Http } from './http';
import { Session } from './session';

describe('Session', () => {
  it('opens again by the cookie when the page is loaded', async () => {
    const server = new FakeServer().on('POST', /refresh$/, () => json(tokens()));
    const session = new Session(server.fetch);
    await session.resume();
    expect(session.state).toBe('signed-in');
    expect(await session.token()).toBe('token');
    expect(server.sent('POST', /refresh$/)).toHaveLength(1);
  });

  it('is signed out when the server does not take the cookie', async () => {
    const server = new FakeServer().on('POST', /refresh$/, () => problem(401, 'session_ended', 'Sign in again.'));
    const session = new Session(server.fetch);
    await session.resume();
    expect(session.state).toBe('signed-out');
  });

  it('does not take a dead network for a sign-out', async () => {
    const session = new Session(new FakeServer().on('POST', /refresh$/, () => 'cut').fetch);
    await session.resume();
    expect(session.state).toBe('unreachable');
  });

  it('renews once for all requests that wait', async () => {
    let now = 0;
    const server: FakeServer = new FakeServer()
      .on('POST', /refresh$/, () => json(tokens(`token ${server.sent('POST', /refresh$/).length}`)))
      .on('GET', /me$/, () => json({}));
    const session = new Session(server.fetch, () => now);
    await session.resume();
    now = 880_000;
    const http = new Http(session, server.fetch);
    await Promise.all([http.api.GET('/v1/me'), http.api.GET('/v1/me'), http.api.GET('/v1/me')]);
    expect(server.sent('POST', /refresh$/)).toHaveLength(2);
    expect(server.sent('GET', /me$/).map(request => request.headers.get('Authorization'))).toEqual(
      Array(3).fill('Bearer token 2'),
    );
  });

  it('renews a token that was refused, and sends the request again', async () => {
    const server: FakeServer = new FakeServer()
      .on('POST', /refresh$/, () => json(tokens(`token ${server.sent('POST', /refresh$/).length}`)))
      .on('GET', /me$/, request =>
        request.headers.get('Authorization') === 'Bearer token 2'
          ? json({ ok: true })
          : problem(401, 'expired', 'Expired.'),
      );
    const session = new Session(server.fetch);
    await session.resume();
    const { data } = await new Http(session, server.fetch).api.GET('/v1/me');
    expect(data).toEqual({ ok: true });
  });

  it('stays signed out when a renewal arrives that was on its way', async () => {
    let arrive!: (answer: Response) => void;
    const server = new FakeServer().on('POST', /refresh$/, () => new Promise<Response>(resolve => (arrive = resolve)));
    const session = new Session(server.fetch);
    const renewal = session.renew();
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    session.forget();
    arrive(json(tokens()));
    expect(await renewal).toBeNull();
    expect(session.state).toBe('signed-out');
  });

  it('keeps whoever has signed in when an older renewal is refused', async () => {
    let arrive!: (answer: Response) => void;
    const server = new FakeServer()
      .on('POST', /refresh$/, () => new Promise<Response>(resolve => (arrive = resolve)))
      .on('POST', /login$/, () => json(tokens('newer')));
    const session = new Session(server.fetch);
    const renewal = session.renew();
    await vi.waitFor(() => expect(server.requests).toHaveLength(1));
    await session.login('a@b', 'c');
    arrive(problem(401, 'session_ended', 'Sign in again.'));
    expect(await renewal).toBe('newer');
    expect(session.state).toBe('signed-in');
  });

  it('tells the reason of a refused sign-in', async () => {
    const server = new FakeServer().on('POST', /login$/, () => problem(401, 'wrong', 'They do not go together.'));
    const session = new Session(server.fetch);
    await expect(session.login('a@b', 'c')).rejects.toThrow('They do not go together.');
  });

  it('asks for a cookie and keeps the token out of every storage', async () => {
    const server = new FakeServer().on('POST', /login$/, () => json(tokens('secret')));
    const session = new Session(server.fetch);
    await session.login('a@b', 'c');
    expect(server.requests[0]!.body).toEqual({ email: 'a@b', password: 'c', cookie: true });
    expect(JSON.stringify([{ ...localStorage }, { ...sessionStorage }, document.cookie])).not.toContain('secret');
  });
});
