import type { MantineColorScheme } from '@mantine/core';
import { Menu, useMantineColorScheme } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { chooseLanguage } from '../i18n/i18n';
import type { Language } from '../i18n/languages';
import { languages } from '../i18n/languages';
import { useServices } from '../services';
import type { Sign } from '../ui/Icon';
import { Icon } from '../ui/Icon';
import { OpenedMenu } from '../ui/OpenedMenu';
import type { OpenerElement } from '../ui/useOpened';

const schemes: { value: MantineColorScheme; name: 'light' | 'dark' | 'system'; sign: Sign }[] = [
  { value: 'light', name: 'light', sign: 'sun' },
  { value: 'dark', name: 'dark', sign: 'moon' },
  { value: 'auto', name: 'system', sign: 'screen' },
];

/** The settings, the colours, the language, and the way out. */
export default function OpenAccountMenu({ button, onPick }: { button: OpenerElement; onPick: () => void }): ReactNode {
  const { t, i18n } = useTranslation('shell');
  const { session } = useServices();
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  return (
    <OpenedMenu button={button} position="top-start" width="target">
      <Menu.Item component={Link} to="/settings" leftSection={<Icon sign="sliders" size={16} />} onClick={onPick}>
        {t('settings')}
      </Menu.Item>
      <Menu.Divider />
      <Menu.Label>{t('colours')}</Menu.Label>
      {schemes.map(scheme => (
        <Menu.Item
          key={scheme.value}
          leftSection={<Icon sign={scheme.sign} size={16} />}
          rightSection={colorScheme === scheme.value ? <Icon sign="check" size={16} /> : null}
          onClick={() => setColorScheme(scheme.value)}
        >
          {t(scheme.name)}
        </Menu.Item>
      ))}
      <Menu.Divider />
      <Menu.Label>{t('language')}</Menu.Label>
      {(Object.keys(languages) as Language[]).map(language => (
        <Menu.Item
          key={language}
          lang={language}
          leftSection={<Icon sign="globe" size={16} />}
          rightSection={i18n.language === language ? <Icon sign="check" size={16} /> : null}
          onClick={() => void chooseLanguage(language)}
        >
          {languages[language]}
        </Menu.Item>
      ))}
      <Menu.Divider />
      <Menu.Item leftSection={<Icon sign="signOut" size={16} />} onClick={() => void session.logout()}>
        {t('signOut')}
      </Menu.Item>
    </OpenedMenu>
  );
}
