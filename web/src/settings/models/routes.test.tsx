// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import type { FakeServer } from '../../testing/fakeServer';
import { json } from '../../testing/fakeServer';
import { answerCache, deployment, modelsServer } from '../../testing/modelsServer';
import { renderPage } from '../../testing/renderPage';
import { list } from '../../testing/settingsServer';

const fast = {
  name: 'fast',
  rules: [{ when: { task: 'code' }, use: [{ deployment: 'big', weight: 2 }] }],
  fallbacks: ['small'],
  cache: { exact: false, semantic: false },
  access: { groups: ['group_1'] },
  created_at: '2026-01-01T00:00:00Z',
  updated_at: '2026-01-01T00:00:00Z',
};

let server: FakeServer;

beforeEach(() => {
  server = modelsServer(() => [
    deployment('big'),
    deployment('small'),
    deployment('vectors', { abilities: ['embed'] }),
  ]);
});

const choose = async (form: HTMLElement, label: string, option: string) => {
  fireEvent.click(within(form).getByRole('combobox', { name: label }));
  fireEvent.click((await screen.findAllByRole('option', { name: option, hidden: true }))[0]!);
};

it('makes a route with a weight and a condition', async () => {
  server.on('POST', /v1\/routes$/, () => json(fast, 201));
  renderPage(server, '/settings/models');
  await screen.findAllByTestId('deployment-row');
  fireEvent.click(screen.getByTestId('add-route'));
  const form = await screen.findByTestId('route-form');
  fireEvent.change(within(form).getByLabelText('Name'), { target: { value: ' fast ' } });
  fireEvent.click(within(form).getByRole('combobox', { name: 'Model 1 of rule 1' }));
  expect((await screen.findAllByRole('option', { hidden: true })).map(option => option.textContent)).not.toContain(
    'vectors',
  );
  await choose(form, 'Model 1 of rule 1', 'big');
  fireEvent.change(within(form).getByLabelText('Weight of model 1 of rule 1'), { target: { value: '2' } });
  fireEvent.click(within(form).getByRole('button', { name: 'Add a condition' }));
  await choose(form, 'Condition 1 of rule 1', 'Complexity at least');
  fireEvent.change(within(form).getByLabelText('Value of condition 1 of rule 1'), { target: { value: '0.5' } });
  fireEvent.submit(form);
  await waitFor(() => expect(screen.queryByTestId('route-form')).toBeNull());
  expect(server.sent('POST', /routes$/)[0]!.body).toEqual({
    name: 'fast',
    rules: [{ when: { complexity_min: 0.5 }, use: [{ deployment: 'big', weight: 2 }] }],
    fallbacks: [],
  });
});

it('shows the rules in words, replaces a route with what it keeps and says at the rule what is wrong', async () => {
  const refusal = { code: 'invalid_request', detail: 'x', errors: { 'rules[1].use': ['Name a deployment.'] } };
  server
    .on('GET', /v1\/routes$/, () => list([fast]))
    .on('PUT', /routes\/fast$/, request =>
      (request.body as typeof fast).rules.length > 1 ? json(refusal, 400) : json(fast),
    );
  renderPage(server, '/settings/models');
  const row = await screen.findByTestId('route-row');
  expect(row.textContent).toContain('task code: big (weight 2)');
  expect(row.textContent).toContain('If these fail: small');
  fireEvent.click(within(row).getByRole('button', { name: 'Change the route fast' }));
  const form = await screen.findByTestId('route-form');
  fireEvent.click(within(form).getByRole('button', { name: 'Add a rule' }));
  fireEvent.submit(form);
  expect(await within(screen.getAllByTestId('rule')[1]!).findByText('Name a deployment.')).toBeTruthy();
  fireEvent.click(within(form).getByRole('button', { name: 'Remove rule 2' }));
  fireEvent.submit(form);
  await waitFor(() => expect(screen.queryByTestId('route-form')).toBeNull());
  expect(server.sent('PUT', /fast$/).at(-1)!.body).toEqual({
    rules: fast.rules,
    fallbacks: ['small'],
    cache: fast.cache,
    access: fast.access,
  });
});

it('sets ceilings and an experiment, and says at it what is wrong', async () => {
  const refusal = { code: 'invalid_request', detail: 'x', errors: { 'experiment.name': ['Take another.'] } };
  let times = 0;
  server.on('POST', /v1\/routes$/, () => (++times === 1 ? json(refusal, 400) : json(fast, 201)));
  renderPage(server, '/settings/models');
  await screen.findAllByTestId('deployment-row');
  fireEvent.click(screen.getByTestId('add-route'));
  const form = await screen.findByTestId('route-form');
  const fill = (label: string, value: string) =>
    fireEvent.change(within(form).getByLabelText(label), { target: { value } });
  fill('Name', 'fast');
  await choose(form, 'Model 1 of rule 1', 'big');
  fill('Ceiling of model 1 of rule 1', '0.02');
  fill('Ceiling of rule 1', ' 0.1 ');
  fireEvent.click(within(form).getByRole('button', { name: 'Compare ways to answer' }));
  fill('Name of the experiment', 'tone');
  fill('Name of variant 1', 'usual');
  fill('Name of variant 2', 'bold');
  fill('Weight of variant 2', '3');
  fireEvent.click(within(form).getByRole('combobox', { name: 'Models of variant 2' }));
  fireEvent.click((await screen.findAllByRole('option', { name: 'small', hidden: true })).at(-1)!);
  fireEvent.submit(form);
  expect(await within(screen.getByTestId('experiment')).findByText('Take another.')).toBeTruthy();
  fireEvent.submit(form);
  await waitFor(() => expect(screen.queryByTestId('route-form')).toBeNull());
  expect(server.sent('POST', /routes$/)[1]!.body).toEqual({
    name: 'fast',
    rules: [{ when: null, use: [{ deployment: 'big', weight: null, max_cost: '0.02' }], max_cost: '0.1' }],
    fallbacks: [],
    experiment: {
      name: 'tone',
      by: 'user',
      variants: [
        { name: 'usual', weight: 1, use: null },
        { name: 'bold', weight: 3, use: [{ deployment: 'small', weight: null }] },
      ],
    },
  });
});

it('shows what came of the variants', async () => {
  const variant = { weight: 1, cancelled: 0, reused: 0, input_tokens: 10, output_tokens: 20 };
  server
    .on('GET', /v1\/routes$/, () => list([{ ...fast, experiment: { name: 'tone', by: 'user', variants: [] } }]))
    .on('GET', /routes\/fast\/experiment$/, () =>
      json({
        name: 'tone',
        by: 'user',
        variants: [
          {
            ...variant,
            name: 'usual',
            requests: 0,
            errors: 0,
            failed_attempts: 0,
            ms_to_first_token: null,
            ms: null,
            cost: '0',
          },
          {
            ...variant,
            name: 'bold',
            requests: 12,
            errors: 1,
            failed_attempts: 2,
            ms_to_first_token: 84.6,
            ms: 1200,
            cost: '0.5',
          },
        ],
      }),
    );
  renderPage(server, '/settings/models');
  const rows = (await screen.findByTestId('experiment-figures')).querySelectorAll('tbody tr');
  expect([...rows].map(row => [...row.querySelectorAll('td')].map(cell => cell.textContent))).toEqual([
    ['usual', '0', '0', '0', '–', '–', '0'],
    ['bold', '12', '1', '2', '85', '1,200', '0.5'],
  ]);
});

it('shows what is given again and forgets it only after that was confirmed', async () => {
  let entries = 7;
  server
    .on('GET', /answer-cache$/, () =>
      json({
        ...answerCache,
        exact: { ...answerCache.exact, enabled: true, hits: 3, misses: 1, saved_output_tokens: 40, saved_cost: '0.02' },
        shared: { entries, similar: 2, oldest_at: '2026-01-01T00:00:00Z', newest_at: '2026-01-02T00:00:00Z' },
      }),
    )
    .on('DELETE', /answer-cache$/, () => {
      const gone = entries;
      entries = 0;
      return json({ entries: gone });
    });
  renderPage(server, '/settings/models');
  const cells = within((await screen.findByTestId('cache')).querySelector('tbody tr')!).getAllByRole('cell');
  expect(cells.map(cell => cell.textContent)).toEqual(['The same question', '3', '1', '75 %', '40', '0.02', '–']);
  expect(screen.getByTestId('cache-facts').textContent).toContain('7 kept, 2 of them');
  fireEvent.click(screen.getByTestId('empty-cache'));
  const dialog = await screen.findByRole('dialog');
  expect(server.sent('DELETE', /./)).toEqual([]);
  fireEvent.click(within(dialog).getByRole('button', { name: 'Empty' }));
  await waitFor(() => expect(screen.getByTestId('cache-facts').textContent).toContain('0 kept'));
});

it('deletes a route only after it was confirmed', async () => {
  let routes = [fast];
  server
    .on('GET', /v1\/routes$/, () => list(routes))
    .on('DELETE', /routes\/fast$/, () => {
      routes = [];
      return json(null, 204);
    });
  renderPage(server, '/settings/models');
  fireEvent.click(await screen.findByRole('button', { name: 'Delete the route fast' }));
  const dialog = await screen.findByRole('dialog');
  expect(server.sent('DELETE', /./)).toEqual([]);
  fireEvent.click(within(dialog).getByRole('button', { name: 'Delete' }));
  await waitFor(() => expect(screen.queryByTestId('route-row')).toBeNull());
});

it('sums up by deployment what was spent', async () => {
  const sum = { calls: 4, turns: 4, input_tokens: 10, output_tokens: 20, cached_tokens: 0, cost: '1.25', estimated: 0 };
  server.on('GET', /v1\/usage$/, () => json({ data: [{ ...sum, group: 'big' }], total: { ...sum, group: '' } }));
  renderPage(server, '/settings/models');
  const cells = within((await screen.findByTestId('usage')).querySelector('tbody tr')!).getAllByRole('cell');
  expect(cells.map(cell => cell.textContent)).toEqual(['big', '4', '10', '20', '1.25']);
  expect(server.sent('GET', /usage$/)[0]!.query.get('group_by')).toBe('deployment');
});
