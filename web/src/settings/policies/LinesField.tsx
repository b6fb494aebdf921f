import { Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { linesOf, textOf } from './policyDraft';

interface Props {
  label: string;
  description?: string;
  lines: readonly string[];
  onLines: (lines: string[]) => void;
}

/** A list, one entry a line. */
export function LinesField({ label, description, lines, onLines }: Props): ReactNode {
  return (
    <Textarea
      label={label}
      description={description}
      autosize
      minRows={2}
      maxRows={10}
      value={textOf(lines)}
      onChange={event => onLines(linesOf(event.currentTarget.value))}
    />
  );
}
