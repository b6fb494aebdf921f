import type { ReactNode } from 'react';
import { TextField } from '../../ui/TextField';
import { Choice } from '../Choice';
import styles from './Reviews.module.css';

/** One of the choices that narrow a list. */
export interface Pick {
  label: string;
  value: string;
  data: { value: string; label: string }[];
  onPick: (value: never) => void;
}

interface Props {
  label: string;
  picks: readonly Pick[];
  kindLabel: string;
  /** What may stand in the field for a kind, as an example. */
  exampleKind: string;
  kind: string;
  onKind: (kind: string) => void;
}

/** What stands above a list of cases or findings and narrows it. */
export function FilterBar({ label, picks, kindLabel, exampleKind, kind, onKind }: Props): ReactNode {
  return (
    <div className={styles.filters} role="group" aria-label={label}>
      {picks.map(pick => (
        <Choice
          key={pick.label}
          label={pick.label}
          data={pick.data}
          value={pick.value}
          onPick={pick.onPick as (value: string) => void}
        />
      ))}
      <TextField
        label={kindLabel}
        placeholder={exampleKind}
        value={kind}
        onText={onKind}
        autoCapitalize="none"
        spellCheck={false}
      />
    </div>
  );
}
