// @vitest-environment jsdom
import { fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import type { FakeServer } from '../../testing/fakeServer';
import { json } from '../../testing/fakeServer';
import { policiesServer, policy, standard } from '../../testing/policiesServer';
import { renderPage } from '../../testing/renderPage';
import { differences, policyOf } from './policyDraft';

let server: FakeServer;

beforeEach(() => {
  server = policiesServer(() => [policy({ allow: ['Acme'] })]);
});

const edit = async () => {
  renderPage(server, '/settings/policies');
  fireEvent.click(await screen.findByRole('button', { name: 'Change support' }));
  return await screen.findByTestId('policy-form');
};

const none = { allow: 0, redact: 0, review: 0, handoff: 0, block: 0 };
const run = (state: string) => ({
  id: 'dryrun_1',
  policy_id: 'policy_1',
  state,
  from: '2026-01-01T00:00:00Z',
  to: '2026-01-08T00:00:00Z',
  source: null,
  done: 2,
  total: 2,
  created_at: '2026-01-08T00:00:00Z',
  finished_at: null,
  expires_at: '2026-01-15T00:00:00Z',
  report: {
    messages: 2,
    unreadable: 0,
    partial: false,
    stricter: 1,
    milder: 0,
    now: { ...none, allow: 2 },
    draft: { ...none, allow: 1, block: 1 },
    guards: [{ guard: 'term', kind: 'rivals', now: none, draft: { ...none, block: 1 } }],
    examples: [
      {
        message_id: 'msg_1',
        conversation_id: 'conv_1',
        source: 'user',
        created_at: '2026-01-02T00:00:00Z',
        now: 'allow',
        draft: 'block',
        findings: [{ guard: 'term', kind: 'rivals', start: 3, end: 9, score: 1, action: 'block' }],
        excerpt: 'Is Globex cheaper?',
      },
    ],
  },
});

it('tells how far a policy departs from the standard', async () => {
  renderPage(server, '/settings/policies');
  const row = await screen.findByTestId('policy-row');
  expect(row.textContent).toContain('for all assistants');
  expect(row.textContent).toContain('1 setting of its own');
});

it('sends a changed policy whole, with the version that was changed', async () => {
  server.on('PUT', /policies\/policy_1$/, () => json(policy({}, 2)));
  const form = await edit();
  fireEvent.change(within(form).getByLabelText('Act on injection from'), { target: { value: '0.7' } });
  fireEvent.click(within(form).getByRole('button', { name: 'Add a list' }));
  fireEvent.change(within(form).getByLabelText('Name of list 1'), { target: { value: 'rivals' } });
  fireEvent.change(within(form).getByLabelText('Words of list 1, one a line'), {
    target: { value: 'Globex\n\n Initech ' },
  });
  fireEvent.change(within(form).getByLabelText('Languages of list 1'), { target: { value: 'en ' } });
  fireEvent.submit(form);
  await waitFor(() => expect(screen.queryByTestId('policy-form')).toBeNull());
  const sent = server.sent('PUT', /policy_1$/)[0]!.body as { version: number; policy: typeof standard };
  expect(sent.version).toBe(1);
  expect(sent.policy.injection).toEqual({ block_at: 0.7, review_at: 0.5, action: 'block' });
  expect(sent.policy.deny).toEqual([
    { name: 'rivals', terms: ['Globex', 'Initech'], action: 'block', languages: ['en'] },
  ]);
  expect(sent.policy.allow).toEqual(['Acme']);
});

it('says where a policy is wrong', async () => {
  const refusal = { code: 'invalid_request', detail: 'It is 2.', errors: { 'injection.block_at': ['It is 2.'] } };
  server.on('PUT', /policy_1$/, () => json(refusal, 400));
  const form = await edit();
  fireEvent.submit(form);
  expect(await within(form).findByText('injection.block_at')).toBeTruthy();
});

it('saves a policy whose cases fail only when asked to', async () => {
  const refusal = {
    code: 'policy_cases_failed',
    detail: 'x',
    errors: { 'policy.cases[0].expect': ['It expects block.'] },
  };
  server.on('PUT', /policy_1/, request =>
    request.query.get('force') === 'true' ? json(policy({}, 2)) : json(refusal, 422),
  );
  const form = await edit();
  fireEvent.submit(form);
  fireEvent.click(await within(form).findByRole('button', { name: 'Save although cases fail' }));
  await waitFor(() => expect(screen.queryByTestId('policy-form')).toBeNull());
});

it('runs the cases of what is not saved yet', async () => {
  const findings = [{ guard: 'term', kind: 'rivals', start: 0, end: 6, score: 1, action: 'block' }];
  server.on('POST', /policies\/test$/, () =>
    json({
      passed: 0,
      failed: 1,
      data: [{ index: 0, source: 'user', expected: 'block', actual: 'allow', passed: false, findings }],
    }),
  );
  const form = await edit();
  fireEvent.click(within(form).getByRole('button', { name: 'Add a case' }));
  fireEvent.change(within(form).getByLabelText('Text of case 1'), { target: { value: 'Globex' } });
  fireEvent.click(within(form).getByTestId('run-cases'));
  expect((await within(form).findByText(/Not as expected: Let pass/)).textContent).toContain('term rivals 1');
  expect((server.sent('POST', /test$/)[0]!.body as { policy: typeof standard }).policy.cases).toEqual([
    { text: 'Globex', expect: 'block', source: 'user' },
  ]);
});

it('tries a policy on what was said and shows what would change', async () => {
  let state = 'running';
  server
    .on('GET', /dry-runs$/, () => json({ data: [], next_cursor: null }))
    .on('POST', /dry-run$/, () => json(run('queued'), 202))
    .on('GET', /dry-runs\/dryrun_1$/, () => json(run(state)))
    .on('POST', /dryrun_1\/cancel$/, () => {
      state = 'cancelled';
      return json(run(state));
    });
  renderPage(server, '/settings/policies');
  fireEvent.click(await screen.findByRole('button', { name: 'Dry run' }));
  fireEvent.click(await screen.findByTestId('start-dry-run'));
  const report = await screen.findByTestId('dry-run');
  expect(report.textContent).toContain('1 would be treated more strictly, 0 more mildly.');
  expect(within(report).getByTestId('dry-run-table').textContent).toContain('0 → 1');
  expect(within(report).getByTestId('dry-run-example').textContent).toContain('Is Globex cheaper?');
  fireEvent.click(within(report).getByRole('button', { name: 'Cancel' }));
  await waitFor(() => expect(screen.getByTestId('dry-run').textContent).toContain('Cancelled'));
  expect(server.sent('POST', /dry-run$/)[0]!.body).toMatchObject({ source: null, policy: { name: 'support' } });
});

it('shows what each version changed and goes back to one', async () => {
  const versions = [policy({ allow: ['Acme'] }, 2), policy({}, 1)];
  server
    .on('GET', /versions$/, () => json({ data: versions, standard, next_cursor: null }))
    .on('PUT', /policy_1$/, () => json(policy({}, 3)));
  renderPage(server, '/settings/policies');
  fireEvent.click(await screen.findByRole('button', { name: 'Versions' }));
  expect((await screen.findAllByTestId('version-row'))[0]!.textContent).toContain('allow: [] → ["Acme"]');
  fireEvent.click(screen.getByRole('button', { name: 'Go back to version 1' }));
  fireEvent.submit(await screen.findByTestId('policy-form'));
  await waitFor(() => expect(server.sent('PUT', /policy_1$/)).toHaveLength(1));
  expect((server.sent('PUT', /policy_1$/)[0]!.body as { policy: typeof standard }).policy.allow).toEqual([]);
});

it('shows versions by pages', async () => {
  server.on('GET', /versions$/, request =>
    request.query.get('cursor') === '2'
      ? json({ data: [policy({}, 1)], standard, next_cursor: null })
      : json({ data: [policy({ allow: ['Acme'] }, 3), policy({ allow: ['b'] }, 2)], standard, next_cursor: '2' }),
  );
  renderPage(server, '/settings/policies');
  fireEvent.click(await screen.findByRole('button', { name: 'Versions' }));
  expect(await screen.findAllByTestId('version-row')).toHaveLength(2);
  expect(screen.queryByText('the first version')).toBeNull();
  fireEvent.click(screen.getByRole('button', { name: 'Show more' }));
  await waitFor(() => expect(screen.getAllByTestId('version-row')).toHaveLength(3));
  expect(screen.getByText('the first version')).toBeTruthy();
  expect(screen.getAllByTestId('version-row')[1]!.textContent).toContain('allow: [] → ["b"]');
});

it('says what tools may do, a name a line', async () => {
  server.on('PUT', /policies\/policy_1$/, () => json(policy({}, 2)));
  const form = await edit();
  const tools = within(form).getByTestId('tools');
  fireEvent.change(within(tools).getByLabelText('Tools that only read'), { target: { value: 'search\n\n lookup ' } });
  fireEvent.change(within(tools).getByLabelText('Tools that may be given any address'), { target: { value: 'open' } });
  fireEvent.click(within(tools).getByLabelText('Which calls wait', { selector: 'input' }));
  fireEvent.click(await screen.findByRole('option', { name: 'All of them' }));
  fireEvent.submit(form);
  await waitFor(() => expect(screen.queryByTestId('policy-form')).toBeNull());
  expect((server.sent('PUT', /policy_1$/)[0]!.body as { policy: typeof standard }).policy.tools).toEqual({
    read_only: ['search', 'lookup'],
    follows: ['open'],
    when_tainted: 'all',
  });
});

it('says when answers are shown, and that a provider judges them', async () => {
  server.on('PUT', /policies\/policy_1$/, () => json(policy({}, 2)));
  const form = await edit();
  fireEvent.click(within(form).getByLabelText('When the text of an answer is shown', { selector: 'input' }));
  fireEvent.click(await screen.findByRole('option', { name: 'At once; what they block is taken back' }));
  fireEvent.click(within(form).getByLabelText('Ask the provider about answers too, when they have ended'));
  fireEvent.submit(form);
  await waitFor(() => expect(screen.queryByTestId('policy-form')).toBeNull());
  const sent = (server.sent('PUT', /policy_1$/)[0]!.body as { policy: typeof standard }).policy;
  expect([sent.answers, sent.provider]).toEqual(['at_once', { ask: false, answers: true, on_failure: 'open' }]);
});

it('does not send two refusals for one language, and says which', async () => {
  server.on('PUT', /policies\/policy_1$/, () => json(policy({}, 2)));
  const form = await edit();
  for (const [position, text] of [
    ['1', 'Nein.'],
    ['2', 'Lieber nicht.'],
  ] as const) {
    fireEvent.click(within(form).getByRole('button', { name: 'Add a language' }));
    fireEvent.change(within(form).getByLabelText(`Language of text ${position}`), { target: { value: 'de ' } });
    fireEvent.change(within(form).getByLabelText(`Text ${position}`), { target: { value: text } });
  }
  expect(within(form).getAllByText('There are two texts for de; leave one of them out.')).toHaveLength(2);
  expect(within(form).getByRole<HTMLButtonElement>('button', { name: 'Save' }).disabled).toBe(true);
  fireEvent.submit(form);
  expect(server.sent('PUT', /policy_1$/)).toHaveLength(0);
  fireEvent.click(within(form).getByRole('button', { name: 'Remove text 1' }));
  fireEvent.submit(form);
  await waitFor(() => expect(server.sent('PUT', /policy_1$/)).toHaveLength(1));
  expect((server.sent('PUT', /policy_1$/)[0]!.body as { policy: typeof standard }).policy.refusals).toEqual({
    de: 'Lieber nicht.',
  });
});

it('tells differences by their places and leaves empty lines out', () => {
  expect(differences({ a: { b: 1, c: 2 } }, { a: { b: 1, c: 3 }, d: null })).toEqual(['a.c: 2 → 3', 'd: – → –']);
  expect(policyOf({ ...standard, allow: [' a ', '', 'b'], refusals: { en: ' ' } })).toMatchObject({
    allow: ['a', 'b'],
    refusals: {},
  });
});
