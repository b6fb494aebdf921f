import { Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/Icon';
import { OpenedMenu } from '../ui/OpenedMenu';
import type { OpenerElement } from '../ui/useOpened';

interface Props {
  button: OpenerElement;
  onAsk: (asking: 'rename' | 'delete') => void;
}

/** What can be done to a folder. */
export default function FolderMenu({ button, onAsk }: Props): ReactNode {
  const { t } = useTranslation('common');
  return (
    <OpenedMenu button={button} position="bottom-end">
      <Menu.Item leftSection={<Icon sign="edit" size={16} />} onClick={() => onAsk('rename')}>
        {t('rename')}
      </Menu.Item>
      <Menu.Item leftSection={<Icon sign="trash" size={16} />} color="danger" onClick={() => onAsk('delete')}>
        {t('delete')}
      </Menu.Item>
    </OpenedMenu>
  );
}
