import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** The list where there is no room for it beside the page. */
export default function SideDrawer({ isOpen, onClose, children }: Props): ReactNode {
  const { t } = useTranslation('shell');
  const root = useRef<HTMLDivElement>(null);
  // Escape comes to the drawer before it comes to what stands over it, and closes the uppermost alone.
  const closeUppermost = () => {
    const over = [...document.querySelectorAll('[role=dialog]')].at(-1);
    if (over === root.current?.querySelector('[role=dialog]')) onClose();
  };
  return (
    <Drawer
      ref={root}
      opened={isOpen}
      onClose={closeUppermost}
      size="min(86%, 320px)"
      padding={0}
      withCloseButton={false}
      attributes={{ content: { 'aria-label': t('navigation') } }}
      styles={{ body: { height: '100%' }, content: { background: 'var(--color-side)' } }}
    >
      {children}
    </Drawer>
  );
}
