import { Button, Group, NativeSelect, NumberInput, Popover, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import type { Preset } from '../api/types';
import { IconButton } from '../ui/IconButton';
import styles from './Composer.module.css';
import type { KnobChoice } from './knobs';
import { chosen, knobInfos, presets } from './knobs';

interface Props {
  choice: KnobChoice;
  onChange: (choice: KnobChoice) => void;
}

/** How the next answers are to be written: a preset, and single values that go before it. */
export function KnobControl({ choice, onChange }: Props): ReactNode {
  const isSet = Object.keys(chosen(choice)).length > 0;
  return (
    <Popover position="top-start" width={320} shadow="md" trapFocus withinPortal>
      <Popover.Target>
        <IconButton
          sign="sliders"
          label="Answer settings"
          tip={false}
          data-testid="knobs"
          data-set={isSet || undefined}
          className={styles.knobs}
        />
      </Popover.Target>
      <Popover.Dropdown className={styles.knobPanel}>
        <NativeSelect
          label="Style"
          description="A preset; single values below go before it."
          size="xs"
          value={choice.preset ?? ''}
          onChange={event =>
            onChange({ ...choice, preset: (event.currentTarget.value || undefined) as Preset | undefined })
          }
          data={[{ value: '', label: 'Automatic' }, ...presets]}
        />
        <div className={styles.knobGrid}>
          {knobInfos.map(knob => (
            <NumberInput
              key={knob.name}
              label={knob.label}
              description={knob.hint}
              size="xs"
              placeholder="Automatic"
              min={knob.min}
              max={knob.max}
              step={knob.step}
              clampBehavior="blur"
              allowDecimal={knob.step < 1}
              value={choice[knob.name] ?? ''}
              onChange={value => onChange({ ...choice, [knob.name]: typeof value === 'number' ? value : undefined })}
            />
          ))}
        </div>
        <Group justify="space-between" mt="xs">
          <Text size="xs" c="dimmed">
            Applies to the next answers.
          </Text>
          <Button size="compact-xs" variant="subtle" disabled={!isSet} onClick={() => onChange({})}>
            Reset
          </Button>
        </Group>
      </Popover.Dropdown>
    </Popover>
  );
}
