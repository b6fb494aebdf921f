// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { FakeServer, json, problem, tokens } from '../testing/fakeServer';
import { renderPage } from '../testing/renderPage';
import type { Tabs, TabNews } from './tabs';
import { joinTabs } from './tabs';

const tokensOf = (who: string) => tokens(`head.${btoa(JSON.stringify({ sub: who }))}.signature`);

let server: FakeServer;
let heard: TabNews[];
let otherTab: Tabs;

beforeEach(() => {
  heard = [];
  otherTab = joinTabs(news => heard.push(news));
  server = new FakeServer()
    .on('POST', /refresh$/, () => json(tokensOf('usr_1')))
    .on('GET', /v1\/(conversations|folders)$/, () => json({ data: [], next_cursor: null }))
    .on('GET', /conv_1$/, () => json({ id: 'conv_1', title: 'One', active_turn_ids: [] }))
    .on('GET', /conv_1\/messages$/, () => json({ data: [], next_cursor: null }));
});

afterEach(() => otherTab.close());

const composer = () => screen.getByTestId<HTMLTextAreaElement>('composer');

it('stays as it is when the same person signs in in another tab', async () => {
  renderPage(server, '/c/conv_1');
  await screen.findByTestId('composer');
  await waitFor(() => expect(server.sent('GET', /messages$/)).toHaveLength(1));
  fireEvent.change(composer(), { target: { value: 'Not sent yet' } });
  otherTab.tell({ kind: 'signed-in', who: 'usr_1' });
  // What is told afterwards is heard afterwards.
  otherTab.tell({ kind: 'conversation', id: 'conv_1' });
  await waitFor(() => expect(server.sent('GET', /messages$/)).toHaveLength(2));
  expect(composer().value).toBe('Not sent yet');
});

it.each(['usr_2', null])('signs out when %s signs in in another tab', async who => {
  renderPage(server, '/');
  await screen.findByTestId('composer');
  otherTab.tell({ kind: 'signed-in', who });
  expect(await screen.findByTestId('sign-in')).toBeTruthy();
  expect(heard).toEqual([]);
});

it('goes on by itself when somebody signs in in another tab, and keeps what is written from then on', async () => {
  server.on('POST', /refresh$/, () => problem(401, 'session_ended', 'Sign in again.'));
  renderPage(server, '/');
  await screen.findByTestId('sign-in');
  server.on('POST', /refresh$/, () => json(tokensOf('usr_1')));
  otherTab.tell({ kind: 'signed-in', who: 'usr_1' });
  await screen.findByTestId('composer');
  fireEvent.change(composer(), { target: { value: 'Not sent yet' } });
  fireEvent(window, new Event('pagehide'));
  expect(localStorage.getItem('parley.drafts')).toContain('Not sent yet');
  expect(heard).toEqual([]);
});

it('tells the other tabs who has signed in', async () => {
  server
    .on('POST', /refresh$/, () => problem(401, 'session_ended', 'Sign in again.'))
    .on('POST', /login$/, () => json(tokensOf('usr_1')));
  renderPage(server, '/');
  fireEvent.submit(await screen.findByTestId('sign-in'));
  await screen.findByTestId('composer');
  await waitFor(() => expect(heard).toEqual([{ kind: 'signed-in', who: 'usr_1' }]));
});
