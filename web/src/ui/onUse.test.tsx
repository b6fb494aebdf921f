// @vitest-environment jsdom
import { MantineProvider, Menu } from '@mantine/core';
import { act, fireEvent, render, screen } from '@testing-library/react';
import type { ReactNode } from 'react';
import { expect, it } from 'vitest';
import { later } from './later';
import { OnUse } from './OnUse';
import { OpenedMenu } from './OpenedMenu';
import type { OpenerElement } from './useOpened';

function Opened({ button }: { button: OpenerElement }): ReactNode {
  return (
    <OpenedMenu button={button}>
      <Menu.Item>First</Menu.Item>
    </OpenedMenu>
  );
}

/** @returns What lets the menu arrive. */
function show() {
  let arrive!: () => void;
  const arrival = new Promise<{ default: typeof Opened }>(resolve => (arrive = () => resolve({ default: Opened })));
  const Part = later(() => arrival);
  const button = <button>Model</button>;
  render(
    <MantineProvider env="test">
      <input aria-label="Message" />
      <OnUse button={button} opens="menu" onNear={Part.fetch}>
        <Part button={button} />
      </OnUse>
    </MantineProvider>,
  );
  return () => act(async () => arrive());
}

const opener = () => screen.getByRole('button', { name: 'Model' });

it('shows that it waits, and opens what it waited for', async () => {
  const arrive = show();
  screen.getByLabelText('Message').focus();
  fireEvent.click(opener());
  expect(opener().getAttribute('aria-busy')).toBe('true');
  await arrive();
  expect(await screen.findByRole('menuitem')).toBeTruthy();
  expect(opener().getAttribute('aria-busy')).toBeNull();
});

it('leaves the focus to whoever has gone on meanwhile, and opens when it is pressed again', async () => {
  const arrive = show();
  fireEvent.click(opener());
  screen.getByLabelText('Message').focus();
  await arrive();
  expect(opener().getAttribute('aria-busy')).toBeNull();
  expect(screen.queryByRole('menuitem')).toBeNull();
  expect(document.activeElement).toBe(screen.getByLabelText('Message'));
  fireEvent.click(opener());
  expect(await screen.findByRole('menuitem')).toBeTruthy();
});
