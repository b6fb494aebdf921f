// @vitest-environment jsdom
import { fireEvent, screen, waitFor } from '@testing-library/react';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { FakeServer, json, tokens } from '../testing/fakeServer';
import { renderPage } from '../testing/renderPage';

let server: FakeServer;

beforeEach(() => {
  server = new FakeServer()
    .on('POST', /refresh$/, () => json(tokens()))
    .on('GET', /v1\/(conversations|folders)$/, () => json({ data: [], next_cursor: null }));
});

const press = (code: string, more: object) => fireEvent.keyDown(document.body, { key: code, code, ...more });

it('opens a list that is folded away when somebody wants to search', async () => {
  renderPage(server, '/');
  fireEvent.click(await screen.findByRole('button', { name: 'Hide the sidebar' }));
  await waitFor(() => expect(screen.queryByTestId('search')).toBeNull());
  press('KeyF', { altKey: true, shiftKey: true });
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('search')));
  // And it is found again where the list is shown already.
  screen.getByTestId('composer').focus();
  press('KeyF', { altKey: true, shiftKey: true });
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('search')));
});

it('gives the focus back to the button whose menu was closed', async () => {
  renderPage(server, '/');
  const button = await screen.findByTestId('account');
  fireEvent.click(button);
  const item = await screen.findByRole('menuitem', { name: 'Settings' });
  fireEvent.keyDown(item, { key: 'Escape' });
  await waitFor(() => expect(screen.queryByRole('menuitem')).toBeNull());
  await waitFor(() => expect(document.activeElement).toBe(screen.getByTestId('account')));
});

it('goes to the neighbour by its keys also when the focus is on a row of the list', async () => {
  const conversation = (id: string) => ({
    id,
    title: `Title of ${id}`,
    created_at: '2026-01-01T00:00:00Z',
    updated_at: '2026-01-01T00:00:00Z',
    active_turn_ids: [],
  });
  server
    .on('GET', /v1\/conversations$/, () =>
      json({ data: [conversation('conv_1'), conversation('conv_2')], next_cursor: null }),
    )
    .on('GET', /conv_\d$/, ({ path }) => json(conversation(path.split('/').at(-1)!)))
    .on('GET', /messages$/, () => json({ data: [], next_cursor: null }));
  renderPage(server, '/c/conv_1');
  const link = async (id: string) => (await screen.findByTitle(`Title of ${id}`)) as HTMLAnchorElement;
  const first = await link('conv_1');
  first.focus();
  fireEvent.keyDown(first, { key: 'ArrowDown', code: 'ArrowDown' });
  expect(document.activeElement).toBe(await link('conv_2'));
  first.focus();
  fireEvent.keyDown(first, { key: 'ArrowDown', code: 'ArrowDown', altKey: true, shiftKey: true });
  await waitFor(async () => expect((await link('conv_2')).getAttribute('aria-current')).toBe('page'));
});

describe('the list on a phone', () => {
  const escape = (from: Element) => fireEvent.keyDown(from, { key: 'Escape' });
  const open = async () => {
    renderPage(server, '/');
    fireEvent.click(await screen.findByRole('button', { name: 'Show conversations' }));
    return screen.findByTestId<HTMLInputElement>('search');
  };
  const closed = () => waitFor(() => expect(screen.queryByTestId('search')).toBeNull());

  beforeEach(() => {
    const { matchMedia } = window;
    vi.spyOn(window, 'matchMedia').mockImplementation(query => ({
      ...matchMedia(query),
      matches: query.includes('hover: hover'),
    }));
  });
  afterEach(() => void vi.restoreAllMocks());

  it('is closed by Escape when no words stand in the search', async () => {
    const field = await open();
    fireEvent.change(field, { target: { value: 'harbour' } });
    escape(field);
    await waitFor(() => expect(field.value).toBe(''));
    expect(screen.getByTestId('search')).toBe(field);
    escape(field);
    await closed();
  });

  it('stays when Escape closes what stands over it', async () => {
    const limits = { plan: 'free', messages: { limit: 100, used: 10, resets_at: '2026-11-22T00:00:00Z' }, budgets: [] };
    server.on('GET', /v1\/limits$/, () => json(limits));
    await open();
    fireEvent.click(await screen.findByTestId('quota-bell'));
    const meter = await screen.findByTestId('meter');
    escape(meter.closest('[role=dialog]')!);
    await waitFor(() => expect(screen.queryByTestId('meter')).toBeNull());
    expect(screen.queryByTestId('search')).not.toBeNull();

    press('KeyK', { ctrlKey: true });
    escape(await screen.findByTestId('palette'));
    await waitFor(() => expect(screen.queryByTestId('palette')).toBeNull());
    escape(screen.getByTestId('search'));
    await closed();
  });
});
