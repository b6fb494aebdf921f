import { Kbd, Modal, TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { KeyboardEvent, ReactNode } from 'react';
import { useEffect, useId, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/Icon';
import styles from './Palette.module.css';
import type { Command } from './usePaletteCommands';
import { usePaletteCommands } from './usePaletteCommands';

/** Goes anywhere and does anything by typing a little of its name. */
export default function Palette({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation('palette');
  const [text, setText] = useState('');
  const [words] = useDebouncedValue(text.trim(), 150);
  const [at, setAt] = useState(0);
  const commands = usePaletteCommands(text.trim(), words);
  const list = useId();
  const active = useRef<HTMLLIElement>(null);
  const chosen = Math.min(at, commands.length - 1);

  useEffect(() => active.current?.scrollIntoView({ block: 'nearest' }), [chosen]);

  const run = (command: Command | undefined) => {
    if (command === undefined) return;
    onClose();
    command.run();
  };
  const press = (event: KeyboardEvent) => {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      event.preventDefault();
      setAt((chosen + step + commands.length) % Math.max(1, commands.length));
    } else if (event.key === 'Enter' && !event.nativeEvent.isComposing) {
      event.preventDefault();
      run(commands[chosen]);
    }
  };
  return (
    <Modal
      opened
      onClose={onClose}
      withCloseButton={false}
      padding={0}
      yOffset="12vh"
      size="lg"
      attributes={{ content: { 'aria-label': t('title') } }}
    >
      <div data-testid="palette">
        <TextInput
          role="combobox"
          aria-label={t('field')}
          aria-expanded
          aria-controls={list}
          aria-activedescendant={commands[chosen] && `${list}-${commands[chosen].id}`}
          aria-autocomplete="list"
          placeholder={t('field')}
          leftSection={<Icon sign="search" />}
          variant="unstyled"
          size="md"
          className={styles.field}
          value={text}
          onChange={event => {
            setText(event.currentTarget.value);
            setAt(0);
          }}
          onKeyDown={press}
          autoComplete="off"
          spellCheck={false}
          data-autofocus
        />
        <ul id={list} role="listbox" aria-label={t('title')} className={styles.list}>
          {commands.map((command, index) => (
            // The field has the focus and answers to the keys.
            // eslint-disable-next-line jsx-a11y/click-events-have-key-events
            <li
              key={command.id}
              id={`${list}-${command.id}`}
              ref={index === chosen ? active : undefined}
              role="option"
              aria-selected={index === chosen}
              className={styles.command}
              onMouseMove={() => setAt(index)}
              onClick={() => run(command)}
            >
              <Icon sign={command.sign} size={17} />
              <span className={styles.name} dir="auto">
                {command.name}
              </span>
              {command.keys && (
                <span className={styles.keys}>
                  {command.keys.map(key => (
                    <Kbd key={key}>{key}</Kbd>
                  ))}
                </span>
              )}
            </li>
          ))}
        </ul>
        <div role="status" className={styles.none}>
          {commands.length === 0 && t('none')}
        </div>
      </div>
    </Modal>
  );
}
