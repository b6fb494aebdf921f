import type { ReactNode } from 'react';
import styles from './Markdown.module.css';
import { nameOf, tamed } from './tame';

/** A text exactly as it was written, with what would turn its order shown instead. */
export function PlainText({ text }: { text: string }): ReactNode {
  const pieces = tamed(text);
  if (pieces.length === 1) return pieces[0];
  return pieces.map((piece, index) =>
    index % 2 === 0 ? (
      piece
    ) : (
      // Pieces of one text never change places.
      <span key={index} className={styles.control}>
        {nameOf(piece)}
      </span>
    ),
  );
}
