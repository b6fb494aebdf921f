import { Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';

interface Props {
  isOpen: boolean;
  onClose: () => void;
  children: ReactNode;
}

/** The list where there is no room for it beside the page. */
export default function SideDrawer({ isOpen, onClose, children }: Props): ReactNode {
  const { t } = useTranslation('shell');
  return (
    <Drawer
      opened={isOpen}
      onClose={onClose}
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
