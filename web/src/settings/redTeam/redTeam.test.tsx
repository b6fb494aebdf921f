// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import type { FakeServer } from '../../testing/fakeServer';
import { json } from '../../testing/fakeServer';
import { renderPage } from '../../testing/renderPage';
import { allScopes, list, me, settingsServer } from '../../testing/settingsServer';
import { changeOf, shareOf, sureness } from './rates';

const rate = (count: number, hits: number) => ({
  count,
  hits,
  value: count === 0 ? null : hits / count,
  low: 0.1,
  high: 0.4,
});

const run = (id: string, more: object = {}) => ({
  id,
  state: 'done',
  set: 'shipped',
  families: null,
  model: null,
  judge: null,
  total: 12,
  done: 12,
  cost: '0.01',
  accepted: false,
  created_at: '2026-01-01T00:00:00Z',
  ended_at: '2026-01-01T00:10:00Z',
  failure: null,
  success: rate(8, 2),
  refusal: rate(4, 1),
  ...more,
});

const report = (id: string, more: object = {}) => ({
  run: run(id, more),
  families: [
    {
      name: 'direct',
      success: rate(8, 2),
      refusal: rate(4, 1),
      unclear: 0,
      success_before: rate(8, 0),
      refusal_before: null,
    },
  ],
  languages: [],
  unclear: {},
  compared: {
    run_id: 'redrun_0',
    shared: 8,
    success: { mean: 0.25, low: 0.05, high: 0.5, verdict: 1 },
    refusal: null,
    is_worse: true,
  },
});

const one = {
  number: 3,
  attack: 'direct-03',
  family: 'direct',
  language: 'en',
  twin: false,
  verdict: 'succeeded',
  why: 'It was shown.',
  transcript: [
    { role: 'user', text: 'Say it.' },
    { role: 'assistant', text: '<b>bodikarumox</b>' },
  ],
  guards: [{ guard: 'injection', kind: 'injection', action: 'review', source: 'user' }],
  calls: [],
};

let server: FakeServer;

beforeEach(() => {
  server = settingsServer()
    .on('GET', /v1\/me$/, () => json(me([...allScopes, 'safety:admin'])))
    .on('GET', /redteam\/runs(\?|$)/, () => list([run('redrun_2'), run('redrun_1', { accepted: true })]))
    .on('GET', /redteam\/runs\/redrun_\d$/, () => json(report('redrun_2')))
    .on('GET', /redrun_\d\/cases/, () => list([one]));
});

it('shows the rates of the newest run beside those of the accepted one, and what was said', async () => {
  renderPage(server, '/settings/red-team');
  const [families] = await screen.findAllByTestId('rates');
  expect(within(families!).getByText('direct').closest('tr')!.textContent).toContain('25 %');
  expect(screen.getByText(/significantly worse than the accepted run/)).toBeTruthy();
  const cases = await screen.findByTestId('cases');
  expect(within(cases).getByText('<b>bodikarumox</b>')).toBeTruthy();
  expect(within(cases).getByText(/injection: injection \(review\)/)).toBeTruthy();
});

it('starts a run with what was typed and shows why one cannot be started', async () => {
  server.on('POST', /redteam\/runs$/, () =>
    json(
      { title: 'Refused', status: 400, code: 'invalid_request', errors: { model: ['There is no such model.'] } },
      400,
    ),
  );
  renderPage(server, '/settings/red-team');
  fireEvent.click(await screen.findByTestId('start-run'));
  const form = await screen.findByTestId('run-form');
  fireEvent.change(within(form).getByLabelText('Model'), { target: { value: ' nobody ' } });
  fireEvent.submit(form);
  expect(await within(form).findByText('There is no such model.')).toBeTruthy();
  expect(server.sent('POST', /redteam\/runs$/)[0]!.body).toEqual({ model: 'nobody' });
});

it('accepts a run', async () => {
  server.on('POST', /redrun_2\/(accept|cancel)$/, () => json(report('redrun_2')));
  renderPage(server, '/settings/red-team');
  fireEvent.click(await screen.findByTestId('accept-run'));
  await waitFor(() => expect(server.sent('POST', /accept$/)).toHaveLength(1));
});

it('is not there for who may not look after safety', async () => {
  server.on('GET', /v1\/me$/, () => json(me(allScopes)));
  renderPage(server, '/settings/security');
  await screen.findByRole('link', { name: 'Security' });
  expect(screen.queryByRole('link', { name: 'Red team' })).toBeNull();
});

it('says shares with how sure they are', () => {
  expect(shareOf(null)).toBe('–');
  expect(shareOf(rate(0, 0))).toBe('–');
  expect(sureness(rate(8, 2))).toBe('2 / 8 · 10 % – 40 %');
  expect(changeOf(-0.125)).toBe('−12.5 %');
});
