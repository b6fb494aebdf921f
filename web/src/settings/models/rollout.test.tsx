// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import type { FakeServer } from '../../testing/fakeServer';
import { json } from '../../testing/fakeServer';
import { deployment, modelsServer } from '../../testing/modelsServer';
import { renderPage } from '../../testing/renderPage';
import { list } from '../../testing/settingsServer';
import type { ModelRoute, Rollout } from './routesApi';

const rollout: Rollout = {
  deployment: 'small',
  percent: 10,
  since: '2026-01-01T00:00:00Z',
  max_error_rate: 0.1,
  max_latency_ratio: 2,
  min_calls: 50,
  rolled_back_at: null,
  reason: null,
};

const fast: ModelRoute = {
  name: 'fast',
  rules: [{ when: null, use: [{ deployment: 'big', weight: null }] }],
  fallbacks: [],
  balance: 'latency',
  cache: { exact: true, semantic: null },
  rollout,
  experiment: null,
  access: {},
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
};

let server: FakeServer;

beforeEach(() => {
  server = modelsServer(() => [deployment('big'), deployment('small')]);
});

// Several of the lists offer the same.
const choose = async (form: HTMLElement, label: string, option: string) => {
  const field = within(form).getByRole('combobox', { name: label });
  fireEvent.click(field);
  const offered = await waitFor(() => document.getElementById(field.getAttribute('aria-controls')!)!);
  fireEvent.click(within(offered).getByRole('option', { name: option, hidden: true }));
};

const fill = (form: HTMLElement, label: string, value: string) =>
  fireEvent.change(within(form).getByLabelText(label), { target: { value } });

const openForm = async () => {
  const row = await screen.findByTestId('route-row');
  fireEvent.click(within(row).getByRole('button', { name: 'Change the route fast' }));
  return [row, await screen.findByTestId('route-form')] as const;
};

it('makes a route that balances, gives answers again and rolls a model out, and says at it what is wrong', async () => {
  const refusal = { code: 'invalid_request', detail: 'x', errors: { 'rollout.percent': ['Say how many.'] } };
  let times = 0;
  server.on('POST', /v1\/routes$/, () => (++times === 1 ? json(refusal, 400) : json(fast, 201)));
  renderPage(server, '/settings/models');
  await screen.findAllByTestId('deployment-row');
  fireEvent.click(screen.getByTestId('add-route'));
  const form = await screen.findByTestId('route-form');
  fill(form, 'Name', 'fast');
  await choose(form, 'Model 1 of rule 1', 'big');
  await choose(form, 'Who answers among several models', 'The one that still knows the conversation');
  await choose(form, 'Give the same question its answer again', 'Yes');
  await choose(form, 'So for a question that means the same', 'No');
  fireEvent.click(within(form).getByRole('button', { name: 'Roll out a new model' }));
  await choose(form, 'New model', 'small');
  fill(form, 'People who get it first', '');
  fill(form, 'First token at most so many times as late', '1.5');
  fireEvent.submit(form);
  expect(await within(screen.getByTestId('rollout')).findByText('Say how many.')).toBeTruthy();
  fill(form, 'People who get it first', '25');
  fireEvent.submit(form);
  await waitFor(() => expect(screen.queryByTestId('route-form')).toBeNull());
  const made = {
    name: 'fast',
    rules: [{ when: null, use: [{ deployment: 'big', weight: null }] }],
    fallbacks: [],
    balance: 'prefix',
    cache: { exact: true, semantic: false },
    rollout: { deployment: 'small', percent: 25, max_error_rate: null, max_latency_ratio: 1.5, min_calls: null },
  };
  expect(server.sent('POST', /routes$/).map(request => request.body)).toEqual([
    { ...made, rollout: { ...made.rollout, percent: null } },
    made,
  ]);
});

it('shows how a route chooses and rolls out, widens the rollout and leaves to the settings what they say', async () => {
  server.on('GET', /v1\/routes$/, () => list([fast])).on('PUT', /routes\/fast$/, () => json(fast));
  renderPage(server, '/settings/models');
  const [row, form] = await openForm();
  expect(row.textContent).toContain('Among several: The one that begins to answer soonest');
  expect(row.textContent).toContain('small first for 10 % of the people');
  await choose(form, 'Who answers among several models', 'By chance, as their weights say');
  await choose(form, 'Give the same question its answer again', 'As the settings say');
  fill(form, 'People who get it first', '50');
  fireEvent.submit(form);
  await waitFor(() => expect(screen.queryByTestId('route-form')).toBeNull());
  expect(server.sent('PUT', /fast$/)[0]!.body).toEqual({
    rules: fast.rules,
    fallbacks: [],
    rollout: { deployment: 'small', percent: 50, max_error_rate: 0.1, max_latency_ratio: 2, min_calls: 50 },
    access: {},
  });
});

it('says why a model was taken back, and takes its rollout out', async () => {
  const back = { ...rollout, percent: 0, rolled_back_at: '2026-01-02T00:00:00Z', reason: 'Too many calls failed.' };
  server
    .on('GET', /v1\/routes$/, () => list([{ ...fast, rollout: back }]))
    .on('PUT', /routes\/fast$/, () => json(fast));
  renderPage(server, '/settings/models');
  const [row, form] = await openForm();
  expect(row.textContent).toContain('small was taken back: Too many calls failed.');
  fireEvent.click(within(form).getByRole('button', { name: 'Take the rollout out' }));
  fireEvent.submit(form);
  await waitFor(() => expect(screen.queryByTestId('route-form')).toBeNull());
  expect(server.sent('PUT', /fast$/)[0]!.body).not.toHaveProperty('rollout');
});
