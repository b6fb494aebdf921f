import type { ReactNode } from 'react';
import { useRef } from 'react';
import { CopyButton } from '../ui/CopyButton';
import styles from './Markdown.module.css';

/** A block of code with its language and a way to copy it. */
export function CodeBlock({ language, children }: { language: string | null; children: ReactNode }): ReactNode {
  const code = useRef<HTMLPreElement>(null);
  return (
    <div className={styles.codeBlock}>
      <div className={styles.codeBar}>
        <span>{language ?? 'text'}</span>
        <CopyButton text={() => code.current?.textContent ?? ''} label="Copy code" />
      </div>
      {/* Long lines scroll inside the block; the keyboard must reach that too. */}
      <pre ref={code} tabIndex={0} aria-label={`Code${language ? ` in ${language}` : ''}`}>
        {children}
      </pre>
    </div>
  );
}
