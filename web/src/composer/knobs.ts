import { useState } from 'react';
import type { Knobs, Preset } from '../api/types';

/** What a person chose about how answers are written; what is absent is left to the server. */
export interface KnobChoice extends Knobs {
  preset?: Preset;
  model?: string;
}

export interface KnobInfo {
  name: keyof Knobs;
  min: number;
  max: number;
  step: number;
  /** What it is where nobody says otherwise. */
  usual: number;
}

export const presets: Preset[] = ['creative', 'balanced', 'deterministic'];

export const knobInfos: KnobInfo[] = [
  { name: 'temperature', min: 0, max: 1.5, step: 0.1, usual: 0.7 },
  { name: 'top_p', min: 0.1, max: 1, step: 0.05, usual: 0.9 },
  { name: 'frequency_penalty', min: -2, max: 2, step: 0.1, usual: 0 },
  { name: 'max_tokens', min: 50, max: 2000, step: 50, usual: 512 },
];

export function isKnob(name: string): name is keyof Knobs {
  return knobInfos.some(knob => knob.name === name);
}

/** The choice without what was left empty, as it goes into a request. */
export function chosen(choice: KnobChoice): KnobChoice {
  return Object.fromEntries(Object.entries(choice).filter(([, value]) => value !== undefined && value !== null));
}

/** What of it is not as usual; which model answers is no such thing. */
export function settings(choice: KnobChoice): KnobChoice {
  return chosen({ ...choice, model: undefined });
}

export const KnobsKey = 'parley.knobs';

/** The choice, remembered on this device. */
export function useKnobChoice(): [KnobChoice, (choice: KnobChoice) => void] {
  const [choice, setChoice] = useState(read);
  return [
    choice,
    next => {
      setChoice(next);
      try {
        localStorage.setItem(KnobsKey, JSON.stringify(chosen(next)));
      } catch {
        // Forbidden storage costs the memory of the choice, nothing else.
      }
    },
  ];
}

function read(): KnobChoice {
  try {
    const kept: unknown = JSON.parse(localStorage.getItem(KnobsKey) ?? '{}');
    return typeof kept === 'object' && kept !== null ? (kept as KnobChoice) : {};
  } catch {
    return {};
  }
}
