import { Kbd, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { ShortcutId } from './shortcuts';
import { keysOf, shortcuts } from './shortcuts';
import styles from './ShortcutHelp.module.css';

/** What the keys do while a message is written; the composer answers to them by itself. */
const writing = [
  ['send', ['enter']],
  ['newLine', ['shift', 'enter']],
  ['stop', ['escape']],
] as const;

/** All that can be done by keys. */
export default function ShortcutHelp({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation('shortcuts');
  return (
    <Modal opened onClose={onClose} title={t('title')} centered>
      <dl className={styles.list} data-testid="shortcuts">
        {(Object.keys(shortcuts) as ShortcutId[]).map(id => (
          <Row key={id} name={t(`names.${id}`)} keys={keysOf(id)} />
        ))}
        {writing.map(([id, keys]) => (
          <Row key={id} name={t(`writing.${id}`)} keys={keys.map(key => t(`keys.${key}`))} />
        ))}
      </dl>
    </Modal>
  );
}

function Row({ name, keys }: { name: string; keys: readonly string[] }): ReactNode {
  return (
    <div>
      <dt>{name}</dt>
      <dd>
        {keys.map(key => (
          <Kbd key={key}>{key}</Kbd>
        ))}
      </dd>
    </div>
  );
}
