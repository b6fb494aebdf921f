// @vitest-environment jsdom
import { MantineProvider } from '@mantine/core';
import { act, render, screen } from '@testing-library/react';
import type { ReactElement } from 'react';
import { Suspense } from 'react';
import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { later } from './later';

interface Props {
  button: ReactElement;
}
const whole = { default: ({ button }: Props) => <section>{button} The whole part</section> };

beforeEach(() => void vi.useFakeTimers());
afterEach(() => void vi.useRealTimers());

function show(load: () => Promise<typeof whole>) {
  const Part = later<Props>(load);
  render(
    <MantineProvider env="test">
      <Suspense>
        <Part button={<button>Menu</button>} />
      </Suspense>
    </MantineProvider>,
  );
}
const pass = (ms: number) => act(() => vi.advanceTimersByTimeAsync(ms));

it('asks for a new page when a part does not come though the network is there', async () => {
  const load = vi.fn(() => Promise.reject(new TypeError('Failed to fetch dynamically imported module')));
  show(load);
  await pass(30_000);
  expect(load).toHaveBeenCalledTimes(3);
  expect(screen.getByRole('alert').textContent).toContain('Reload it and try again.');
  expect(screen.getByRole('button', { name: 'Reload' })).toBeTruthy();
  expect(screen.getByRole('button', { name: 'Menu' })).toBeTruthy();
});

it('waits for a part for as long as the network is away', async () => {
  const online = vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  const load = vi.fn<() => Promise<typeof whole>>(() => Promise.reject(new TypeError('network')));
  show(load);
  await pass(30_000);
  expect(screen.queryByRole('alert')).toBeNull();
  online.mockReturnValue(true);
  load.mockResolvedValue(whole);
  await pass(3000);
  expect(screen.getByText('The whole part')).toBeTruthy();
});

it('fetches nothing ahead while the network is away', () => {
  vi.spyOn(navigator, 'onLine', 'get').mockReturnValue(false);
  const load = vi.fn(() => Promise.resolve(whole));
  later<Props>(load).fetch();
  expect(load).not.toHaveBeenCalled();
});
