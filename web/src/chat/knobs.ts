import { useState } from 'react';
import type { Knobs, Preset } from '../api/types';

/** What a person chose about how answers are written; what is absent is left to the server. */
export interface KnobChoice extends Knobs {
  preset?: Preset;
}

export interface KnobInfo {
  name: keyof Knobs;
  label: string;
  hint: string;
  min: number;
  max: number;
  step: number;
}

export const presets: { value: Preset; label: string }[] = [
  { value: 'creative', label: 'Creative' },
  { value: 'balanced', label: 'Balanced' },
  { value: 'deterministic', label: 'Deterministic' },
];

export const knobInfos: KnobInfo[] = [
  { name: 'temperature', label: 'Temperature', hint: 'Higher is more varied', min: 0, max: 1.5, step: 0.1 },
  { name: 'top_p', label: 'Top-p', hint: 'Lower stays with likely words', min: 0.1, max: 1, step: 0.05 },
  { name: 'frequency_penalty', label: 'Frequency penalty', hint: 'Higher repeats less', min: -2, max: 2, step: 0.1 },
  { name: 'max_tokens', label: 'Longest answer', hint: 'In tokens', min: 50, max: 2000, step: 50 },
];

export function labelOfKnob(name: string): string {
  return knobInfos.find(knob => knob.name === name)?.label ?? name;
}

/** The choice without what was left empty, as it goes into a request. */
export function chosen(choice: KnobChoice): KnobChoice {
  return Object.fromEntries(Object.entries(choice).filter(([, value]) => value !== undefined && value !== null));
}

const Key = 'parley.knobs';

/** The choice, remembered on this device. */
export function useKnobChoice(): [KnobChoice, (choice: KnobChoice) => void] {
  const [choice, setChoice] = useState(read);
  return [
    choice,
    next => {
      setChoice(next);
      try {
        localStorage.setItem(Key, JSON.stringify(chosen(next)));
      } catch {
        // Forbidden storage costs the memory of the choice, nothing else.
      }
    },
  ];
}

function read(): KnobChoice {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(Key) ?? '{}');
    return typeof kept === 'object' && kept !== null ? (kept as KnobChoice) : {};
  } catch {
    return {};
  }
}
