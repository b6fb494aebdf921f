// @vitest-environment jsdom
import { focusManager } from '@tanstack/react-query';
import { act, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import type { FakeServer } from '../../testing/fakeServer';
import { json, problem } from '../../testing/fakeServer';
import { deployment, modelsServer, standing } from '../../testing/modelsServer';
import { renderPage } from '../../testing/renderPage';
import { me } from '../../testing/settingsServer';
import type { Deployment } from './deploymentsApi';

let deployments: Deployment[];
let server: FakeServer;

beforeEach(() => {
  deployments = [deployment('local')];
  server = modelsServer(() => deployments);
});

afterEach(() => {
  vi.useRealTimers();
  focusManager.setFocused(undefined);
});

const fill = (form: HTMLElement, label: string, value: string) =>
  fireEvent.change(within(form).getByLabelText(label), { target: { value } });

const pick = async (name: string, item: string) => {
  fireEvent.click(await screen.findByRole('button', { name: `Options of ${name}` }));
  fireEvent.click(await screen.findByRole('menuitem', { name: item }));
};

it('is there only for those who administer models', async () => {
  server.on('GET', /v1\/me$/, () => json(me(['chat', 'users:admin'], 'admin')));
  renderPage(server, '/settings/models');
  const nav = await screen.findByRole('navigation', { name: 'Settings' });
  expect(within(nav).queryByRole('link', { name: 'Models' })).toBeNull();
  expect(server.sent('GET', /deployments/)).toEqual([]);
});

it('shows what a deployment is and how it fares', async () => {
  deployments = [
    deployment('local', { limits: { rpm: 60 }, access: { roles: ['admin'] } }),
    deployment('resting', { enabled: false, price: null }),
    deployment('vectors', { abilities: ['embed'] }),
  ];
  server.on('GET', /\/health$/, () =>
    json(
      standing({
        breaker: 'open',
        open_until: '2026-01-01T10:20:30Z',
        running: 2,
        waiting: 1,
        recent_calls: 9,
        recent_failures: 7,
        ms_to_first_token: 84.6,
        last_failure: 'timeout',
      }),
    ),
  );
  renderPage(server, '/settings/models');
  const [local, resting, vectors] = await screen.findAllByTestId('deployment-row');
  for (const words of ['2.5 in, 10 out', '60 requests a minute', 'only for admin', 'reads 8,192 tokens'])
    expect(local!.textContent).toContain(words);
  const shown = await within(local!).findByTestId('standing');
  const until = new Date('2026-01-01T10:20:30Z').toLocaleTimeString('en', { timeStyle: 'medium' });
  expect(shown.dataset['breaker']).toBe('open');
  for (const words of [until, '2 calls under way', '1 waits', '7 of the last 9', 'after 85 ms', 'timeout'])
    expect(shown.textContent).toContain(words);
  expect(resting!.textContent).toContain('no price');
  expect(screen.getAllByTestId('standing')).toHaveLength(1);
  expect(vectors!.textContent).toContain('embeddings');
  expect(new Set(server.sent('GET', /health$/).map(request => request.path))).toEqual(
    new Set(['/v1/deployments/dep_local/health']),
  );
});

it('reads how it fares again and again, but only while somebody looks', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] });
  let asked = 0;
  server.on('GET', /\/health$/, () => json(standing({ running: ++asked })));
  renderPage(server, '/settings/models');
  await screen.findByText('1 call under way');
  await act(() => vi.advanceTimersByTimeAsync(4_000));
  await screen.findByText('2 calls under way');
  act(() => focusManager.setFocused(false));
  await act(() => vi.advanceTimersByTimeAsync(60_000));
  expect(asked).toBe(2);
  act(() => focusManager.setFocused(true));
  await screen.findByText('3 calls under way');
});

it('adds a deployment and shows a refusal at its field', async () => {
  server.on('POST', /v1\/deployments$/, request =>
    (request.body as { base_url: string }).base_url.startsWith('http://127')
      ? json({ code: 'address_not_allowed', detail: 'No.', errors: { base_url: ['This leads to the inside.'] } }, 422)
      : json((deployments = [...deployments, deployment('new')]).at(-1), 201),
  );
  renderPage(server, '/settings/models');
  fireEvent.click(await screen.findByTestId('add-deployment'));
  const form = await screen.findByTestId('deployment-form');
  fill(form, 'Name', 'new');
  fill(form, 'Address', 'http://127.0.0.1/v1');
  fill(form, 'Key', 'sk-1');
  fill(form, 'Model', 'scripted');
  fill(form, 'Price of a million tokens in', '2.50');
  fireEvent.submit(form);
  expect(await within(form).findByText('This leads to the inside.')).toBeTruthy();
  expect(within(form).queryByRole('alert')).toBeNull();
  expect(within(form).getByLabelText('Address').getAttribute('aria-invalid')).toBe('true');
  fill(form, 'Address', 'https://models.example.com/v1');
  fireEvent.submit(form);
  await waitFor(() => expect(screen.getAllByTestId('deployment-row')).toHaveLength(2));
  expect(server.sent('POST', /deployments$/)[1]!.body).toEqual({
    name: 'new',
    provider: 'openai',
    base_url: 'https://models.example.com/v1',
    api_key: 'sk-1',
    model: 'scripted',
    price: { input_per_mtok: '2.50', output_per_mtok: '0' },
  });
});

it('changes of a deployment of the environment only what may be changed', async () => {
  deployments = [deployment('given', { origin: 'environment', base_url: null })];
  server.on('PATCH', /dep_given$/, () => json(deployments[0]));
  renderPage(server, '/settings/models');
  await pick('given', 'Edit');
  const form = await screen.findByTestId('deployment-form');
  expect(within(form).queryByLabelText('Key')).toBeNull();
  fill(form, 'Requests a minute at most', '30');
  fireEvent.submit(form);
  await waitFor(() => expect(screen.queryByTestId('deployment-form')).toBeNull());
  expect(server.sent('PATCH', /dep_given$/)[0]!.body).toEqual({ limits: { rpm: 30, tpm: null, concurrency: null } });
});

it('switches a deployment off and says why one cannot be deleted', async () => {
  server
    .on('PATCH', /dep_local$/, () => json((deployments = [deployment('local', { enabled: false })])[0]))
    .on('DELETE', /dep_local$/, () => problem(409, 'deployment_in_use', 'The route fast leads to it.'));
  renderPage(server, '/settings/models');
  await pick('local', 'Switch off');
  fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Switch off' }));
  await waitFor(() => expect(screen.getByTestId('deployment-row').dataset['state']).toBe('off'));
  expect(server.sent('PATCH', /dep_local$/)[0]!.body).toEqual({ enabled: false });
  await waitFor(() => expect(screen.queryByRole('dialog')).toBeNull());
  await pick('local', 'Delete');
  fireEvent.click(within(await screen.findByRole('dialog')).getByRole('button', { name: 'Delete' }));
  expect(await screen.findByText('The route fast leads to it.')).toBeTruthy();
});

it('sets a price from a moment on', async () => {
  const price = deployment('local').price!;
  server
    .on('GET', /prices$/, () => json({ data: [price], next_cursor: null }))
    .on('POST', /prices$/, () => json({ data: [price], next_cursor: null }));
  renderPage(server, '/settings/models');
  await pick('local', 'Set the price');
  expect((await screen.findByTestId('price-row')).textContent).toContain('since ever');
  const form = screen.getByTestId('price-form');
  fill(form, 'Price of a million tokens in', '3');
  fill(form, 'From', '2026-02-01T08:00');
  fireEvent.submit(form);
  await waitFor(() => expect(screen.queryByTestId('price-form')).toBeNull());
  expect(server.sent('POST', /prices$/)[0]!.body).toEqual({
    input_per_mtok: '3',
    output_per_mtok: '10',
    valid_from: new Date('2026-02-01T08:00').toISOString(),
  });
});

it('tests a deployment and tells what came of it', async () => {
  const report = {
    deployment: 'local',
    model: 'scripted',
    requests: 3,
    outcomes: {},
    input_tokens: 1,
    output_tokens: 1,
  };
  server.on('POST', /test$/, () =>
    json({
      ...report,
      answered: 2,
      ms_to_first_token: 12.4,
      most_ms_to_first_token: 20,
      tokens_per_second: 30.25,
      cost: '0.000042',
      last_failure: 'It was late.',
    }),
  );
  renderPage(server, '/settings/models');
  await pick('local', 'Test');
  const result = await screen.findByTestId('test-result');
  for (const words of ['2 of 3', 'after 12 ms, at most 20', '30.3 tokens a second', '0.000042', 'It was late.'])
    expect(result.textContent).toContain(words);
  expect(server.sent('POST', /test$/)[0]!.body).toEqual({ requests: 3 });
});
