import type { MantineColorScheme } from '@mantine/core';
import { Menu, useMantineColorScheme } from '@mantine/core';
import type { ReactNode } from 'react';
import { Link } from 'react-router';
import { useServices } from '../services';
import { useMe } from '../settings/useMe';
import type { Sign } from '../ui/Icon';
import { Icon } from '../ui/Icon';
import styles from './Sidebar.module.css';

const schemes: { value: MantineColorScheme; label: string; sign: Sign }[] = [
  { value: 'light', label: 'Light', sign: 'sun' },
  { value: 'dark', label: 'Dark', sign: 'moon' },
  { value: 'auto', label: 'As the system', sign: 'screen' },
];

/** Who is signed in, the colour scheme, and the way out. */
export function AccountMenu({ onPick }: { onPick: () => void }): ReactNode {
  const { session } = useServices();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  const me = useMe();
  const name = me.data?.user?.name || me.data?.user?.email || 'Signed in';
  return (
    <Menu position="top-start" width="target" shadow="md" withinPortal>
      <Menu.Target>
        <button type="button" className={styles.account} data-testid="account">
          <span className={styles.initial} aria-hidden="true">
            {name.slice(0, 1)}
          </span>
          <span className={styles.who}>
            <span>{name}</span>
            {me.data && <span>{me.data.tenant.name}</span>}
          </span>
          <Icon sign="more" size={16} />
        </button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item component={Link} to="/settings" leftSection={<Icon sign="sliders" size={16} />} onClick={onPick}>
          Settings
        </Menu.Item>
        <Menu.Divider />
        <Menu.Label>Colours</Menu.Label>
        {schemes.map(scheme => (
          <Menu.Item
            key={scheme.value}
            leftSection={<Icon sign={scheme.sign} size={16} />}
            rightSection={colorScheme === scheme.value ? <Icon sign="check" size={16} /> : null}
            onClick={() => setColorScheme(scheme.value)}
          >
            {scheme.label}
          </Menu.Item>
        ))}
        <Menu.Divider />
        <Menu.Item leftSection={<Icon sign="signOut" size={16} />} onClick={() => void session.logout()}>
          Sign out
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
