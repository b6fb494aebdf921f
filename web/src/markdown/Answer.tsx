import type { ReactNode } from 'react';
import { lazy, Suspense, useEffect, useState } from 'react';
import type { MessageSpan } from '../api/types';
import { hurry } from './hurry';
import styles from './Markdown.module.css';

const load = () => import('./AnswerMarkdown');
const AnswerMarkdown = lazy(load);

/** Fetches the renderer before the first answer needs it. */
export function preloadMarkdown(): void {
  void load().catch(() => undefined);
}

interface Props {
  text: string;
  unsupported: readonly MessageSpan[];
  streaming: boolean;
}

/** An answer; as plain text for the moment in which the renderer is still on its way, or the reader flies past. */
export function Answer(props: Props): ReactNode {
  const [isPlain, setPlain] = useState(() => !props.streaming && hurry.isOn());
  useEffect(() => (isPlain ? hurry.later(() => setPlain(false)) : undefined), [isPlain]);
  const plain = <div className={styles.plain}>{props.text.slice(0, 20_000)}</div>;
  if (isPlain) return plain;
  return (
    <Suspense fallback={plain}>
      <AnswerMarkdown {...props} />
    </Suspense>
  );
}
