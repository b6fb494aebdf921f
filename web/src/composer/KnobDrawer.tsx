import { Button, Drawer } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Adjustment } from '../api/types';
import { AdjustedNote } from '../chat/AdjustedNote';
import styles from './Knobs.module.css';
import type { KnobChoice, KnobInfo } from './knobs';
import { knobInfos, presets, settings } from './knobs';

interface Props {
  choice: KnobChoice;
  onChange: (choice: KnobChoice) => void;
  onClose: () => void;
  /** What the server changed of the settings of the last answer. */
  adjusted: readonly Adjustment[];
}

/** How the next answers are to be written: a preset, and single values that go before it. */
export default function KnobDrawer({ choice, onChange, onClose, adjusted }: Props): ReactNode {
  const { t } = useTranslation('chat');
  const isSet = Object.keys(settings(choice)).length > 0;
  return (
    <Drawer
      opened
      onClose={onClose}
      position="right"
      size="min(100%, 380px)"
      title={t('knobs.title')}
      attributes={{ content: { 'data-testid': 'knob-drawer' } }}
    >
      <fieldset className={styles.presets}>
        <legend>{t('knobs.style')}</legend>
        {[undefined, ...presets].map(preset => (
          <label key={preset ?? 'automatic'} className={styles.preset}>
            <input
              type="radio"
              name="preset"
              checked={choice.preset === preset}
              onChange={() => onChange({ ...choice, preset })}
            />
            <span>{t(`knobs.preset.${preset ?? 'automatic'}`)}</span>
            <small>{t(`knobs.presetHint.${preset ?? 'automatic'}`)}</small>
          </label>
        ))}
      </fieldset>
      {knobInfos.map(knob => (
        <KnobRow key={knob.name} knob={knob} choice={choice} onChange={onChange} />
      ))}
      {adjusted.length > 0 && (
        <section className={styles.clamped} data-testid="clamped">
          <h3>{t('knobs.clamped')}</h3>
          <AdjustedNote adjusted={adjusted} />
        </section>
      )}
      <div className={styles.foot}>
        <span>{t('knobs.appliesToNext')}</span>
        <Button
          size="compact-sm"
          variant="subtle"
          disabled={!isSet}
          onClick={() => onChange(choice.model === undefined ? {} : { model: choice.model })}
        >
          {t('knobs.reset')}
        </Button>
      </div>
    </Drawer>
  );
}

interface RowProps {
  knob: KnobInfo;
  choice: KnobChoice;
  onChange: (choice: KnobChoice) => void;
}

function KnobRow({ knob, choice, onChange }: RowProps): ReactNode {
  const { t } = useTranslation(['chat', 'common']);
  const own = choice[knob.name] ?? undefined;
  const set = (value: number | undefined) => onChange({ ...choice, [knob.name]: value });
  const within = (value: number) => Math.min(knob.max, Math.max(knob.min, value));
  const label = t(`knobs.${knob.name}.label`);
  return (
    <div className={styles.knob} data-changed={own !== undefined || undefined}>
      <div className={styles.knobHead}>
        <label htmlFor={`knob-${knob.name}`}>{label}</label>
        {own !== undefined && <span className={styles.dot} role="img" aria-label={t('knobs.changed')} />}
        <input
          id={`knob-${knob.name}`}
          type="number"
          inputMode="decimal"
          min={knob.min}
          max={knob.max}
          step={knob.step}
          placeholder={t('knobs.automatic')}
          value={own ?? ''}
          onChange={event => {
            const { value, valueAsNumber } = event.currentTarget;
            set(value === '' || Number.isNaN(valueAsNumber) ? undefined : valueAsNumber);
          }}
          onBlur={() => own !== undefined && set(within(own))}
        />
      </div>
      <input
        type="range"
        aria-label={t('knobs.slider', { knob: label })}
        min={knob.min}
        max={knob.max}
        step={knob.step}
        value={own ?? knob.usual}
        onChange={event => set(event.currentTarget.valueAsNumber)}
      />
      <div className={styles.scale}>
        <span>{knob.min}</span>
        <span>{t(`knobs.${knob.name}.hint`)}</span>
        <span>{knob.max}</span>
      </div>
    </div>
  );
}
