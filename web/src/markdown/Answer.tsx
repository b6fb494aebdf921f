import type { ReactNode } from 'react';
import { lazy, Suspense } from 'react';
import type { MessageSpan } from '../api/types';
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

/** An answer; as plain text for the moment in which the renderer is still on its way. */
export function Answer(props: Props): ReactNode {
  return (
    <Suspense fallback={<div className={styles.plain}>{props.text}</div>}>
      <AnswerMarkdown {...props} />
    </Suspense>
  );
}
