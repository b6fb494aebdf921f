import type { PopoverProps } from '@mantine/core';
import { Popover } from '@mantine/core';
import type { ReactNode } from 'react';
import { cloneElement } from 'react';
import type { OpenerElement } from './useOpened';
import { useOpened } from './useOpened';

interface Props extends Pick<PopoverProps, 'position'> {
  button: OpenerElement;
  className?: string;
  testId?: string;
  /** What stands in it while it is open. */
  children: (close: () => void) => ReactNode;
}

/** The panel of a button, which opens as it appears. */
export function OpenedPanel({ button, className, testId, children, position }: Props): ReactNode {
  const { isOpen, setOpen, button: opener } = useOpened(button);
  const target = cloneElement(opener, { onClick: () => setOpen(!isOpen) });
  return (
    <Popover
      opened={isOpen}
      onChange={setOpen}
      position={position}
      width={320}
      shadow="md"
      withinPortal
      trapFocus
      returnFocus
    >
      <Popover.Target>{target}</Popover.Target>
      <Popover.Dropdown className={className} data-testid={testId}>
        {isOpen && children(() => setOpen(false))}
      </Popover.Dropdown>
    </Popover>
  );
}
