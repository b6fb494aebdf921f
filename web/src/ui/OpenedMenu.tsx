import type { MenuProps } from '@mantine/core';
import { Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import type { OpenerElement } from './useOpened';
import { useOpened } from './useOpened';

interface Props extends Pick<MenuProps, 'position' | 'width'> {
  button: OpenerElement;
  className?: string;
  children: ReactNode;
}

/** The menu of a button, which opens as it appears. */
export function OpenedMenu({ button, className, children, ...menu }: Props): ReactNode {
  const opened = useOpened(button);
  return (
    <Menu opened={opened.isOpen} onChange={opened.setOpen} shadow="md" withinPortal {...menu}>
      <Menu.Target>{opened.button}</Menu.Target>
      <Menu.Dropdown className={className} mah="60vh" style={{ overflowY: 'auto' }}>
        {children}
      </Menu.Dropdown>
    </Menu>
  );
}
