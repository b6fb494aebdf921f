// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import type { FakeServer } from '../../testing/fakeServer';
import { json } from '../../testing/fakeServer';
import { deployment, modelsServer } from '../../testing/modelsServer';
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
