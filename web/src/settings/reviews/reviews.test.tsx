// @vitest-environment jsdom
import { cleanup, fireEvent, screen, waitFor, within } from '@testing-library/react';
import { beforeEach, expect, it } from 'vitest';
import type { FakeServer } from '../../testing/fakeServer';
import { json, problem } from '../../testing/fakeServer';
import { renderPage } from '../../testing/renderPage';
import { list, me, settingsServer } from '../../testing/settingsServer';

const review = {
  id: 'review_1',
  state: 'open',
  action: 'review',
  guard: 'term',
  kind: 'rivals',
  source: 'user',
  score: 0.62,
  subject_id: 'sub_1',
  conversation_id: 'conv_1',
  turn_id: 'turn_1',
  message_id: 'msg_1',
  document_id: null,
  policy_id: 'policy_1',
  policy_version: 3,
  created_at: '2026-01-01T00:00:00Z',
  claimed_by: null,
  claimed_at: null,
  appealed_at: '2026-01-02T00:00:00Z',
  decision: null,
  decided_by: null,
  decided_at: null,
};

const detail = {
  review,
  texts: [
    {
      source: 'user',
      text: 'Is Globex better?',
      is_cut: false,
      marks: [{ start: 3, end: 9, guard: 'term', kind: 'rivals', score: 1 }],
    },
  ],
  findings: [{ guard: 'term', kind: 'rivals', action: 'review', source: 'user', score: 0.62, label: null }],
  appeal: 'They are a partner.',
  reason: null,
  reply: null,
  offers: [
    { decision: 'allow', effect: { kind: 'allow_term', term: 'Globex', category: null, block_at: null } },
    { decision: 'block', effect: { kind: 'deny_term', term: 'Globex', category: null, block_at: null } },
  ],
  names: {},
};

let server: FakeServer;

beforeEach(() => {
  server = settingsServer()
    .on('GET', /v1\/me$/, () => json(me(['chat', 'safety:admin'])))
    .on('GET', /v1\/reviews$/, () => list([review]))
    .on('GET', /reviews\/review_1$/, () => json(detail))
    .on('GET', /training-examples$/, () => list([]))
    .on('GET', /training-examples\/settings$/, () => json({ collects: false }));
});

async function openCase() {
  renderPage(server, '/settings/review');
  const row = await screen.findByTestId('case');
  fireEvent.click(within(row).getByRole('button', { name: /rivals/ }));
  return within(row).findByTestId('decision');
}

it('shows a case with what was found marked in its text, and what its sender says', async () => {
  await openCase();
  expect(screen.getByText('Globex').tagName).toBe('MARK');
  expect(screen.getByText('The sender says: They are a partner.')).toBeTruthy();
  expect(screen.getByText('Judged by version 3 of the policy policy_1.')).toBeTruthy();
});

it('decides with a reason and a reply, and sends nothing before there is one', async () => {
  server.on('POST', /review_1\/decision$/, () => json({ review, changed_policy_id: null }));
  const form = await openCase();
  const act = within(form).getByRole<HTMLButtonElement>('button', { name: 'Decide' });
  fireEvent.click(within(form).getByLabelText('Yes, allow such texts'));
  expect(act.disabled).toBe(true);
  fireEvent.change(within(form).getByLabelText(/^Reason/), { target: { value: ' A partner. ' } });
  fireEvent.change(within(form).getByLabelText('Reply to the sender'), { target: { value: 'You were right.' } });
  fireEvent.submit(form);
  await waitFor(() => expect(server.sent('POST', /decision$/)).toHaveLength(1));
  expect(server.sent('POST', /decision$/)[0]!.body).toEqual({
    decision: 'allow',
    reason: 'A partner.',
    reply: 'You were right.',
    effect: null,
  });
});

it('lets a case be taken over once its claim is over, and not before', async () => {
  const claimed = (at: number) => {
    const held = { ...review, claimed_by: 'user_ann', claimed_at: new Date(at).toISOString() };
    server.on('GET', /reviews\/review_1$/, () => json({ ...detail, review: held, names: { user_ann: 'Ann' } }));
  };
  server.on('POST', /review_1\/claim$/, () => json(review));
  claimed(Date.now() - 60_000);
  await openCase();
  expect(screen.getByText(/Ann looks at this case since/)).toBeTruthy();
  expect(screen.queryByRole('button', { name: 'Take this case' })).toBeNull();
  cleanup();
  claimed(Date.now() - 16 * 60_000);
  await openCase();
  expect(screen.getByText(/Ann took this case at .* It can be taken over/)).toBeTruthy();
  fireEvent.click(screen.getByRole('button', { name: 'Take this case' }));
  await waitFor(() => expect(server.sent('POST', /claim$/)).toHaveLength(1));
});

it('says who was first', async () => {
  server.on('POST', /review_1\/decision$/, () => problem(409, 'already_decided', 'Ben has decided this case already.'));
  const form = await openCase();
  fireEvent.click(within(form).getByLabelText('No, refuse such texts'));
  fireEvent.change(within(form).getByLabelText(/^Reason/), { target: { value: 'Harmful.' } });
  fireEvent.submit(form);
  expect(await screen.findByText('Ben has decided this case already.')).toBeTruthy();
});

it('keeps examples only once somebody has agreed', async () => {
  server.on('PUT', /training-examples\/settings$/, () => json({ collects: true }));
  renderPage(server, '/settings/review');
  const box = await screen.findByTestId<HTMLInputElement>('collects');
  await waitFor(() => expect(box.disabled).toBe(false));
  expect(box.checked).toBe(false);
  fireEvent.click(box);
  await waitFor(() => expect(server.sent('PUT', /settings$/)[0]!.body).toEqual({ collects: true }));
});

it('counts findings by day and kind', async () => {
  const today = new Date().toISOString().slice(0, 10);
  server
    .on('GET', /v1\/findings$/, () =>
      list([
        {
          id: 'finding_1',
          at: `${today}T00:00:00Z`,
          turn_id: 'turn_1',
          guard: 'personal_data',
          kind: 'card',
          action: 'redact',
          source: 'user',
          score: 1,
          times: 2,
        },
      ]),
    )
    .on('GET', /findings\/days$/, () =>
      list([{ day: today, guard: 'personal_data', kind: 'card', action: 'redact', times: 2 }]),
    );
  renderPage(server, '/settings/findings');
  const chart = await screen.findByTestId('findings-chart');
  expect(chart.getAttribute('aria-label')).toBe('2 findings, at most 2 on one day');
  expect(chart.children).toHaveLength(30);
  expect(within(screen.getByTestId('findings-by-kind')).getByText('personal data')).toBeTruthy();
  expect(await screen.findByTestId('finding')).toBeTruthy();
});

it('hides both from those who may not', async () => {
  server.on('GET', /v1\/me$/, () => json(me(['chat'])));
  renderPage(server, '/settings/security');
  await screen.findByRole('link', { name: 'Security' });
  expect(screen.queryByRole('link', { name: 'Review' })).toBeNull();
  expect(screen.queryByRole('link', { name: 'Findings' })).toBeNull();
});
