import type { ReactNode } from 'react';
import { useRef, useState } from 'react';
import { CopyButton } from '../ui/CopyButton';
import { IconButton } from '../ui/IconButton';
import styles from './Markdown.module.css';

/** A block of code with its language, a way to copy it and one to break its long lines. */
export function CodeBlock({ language, children }: { language: string | null; children: ReactNode }): ReactNode {
  const code = useRef<HTMLPreElement>(null);
  const [isWrapped, setWrapped] = useState(false);
  return (
    <div className={styles.codeBlock} data-wrapped={isWrapped || undefined}>
      <div className={styles.codeBar}>
        <span>{language ?? 'text'}</span>
        <span className={styles.codeTools}>
          <IconButton
            sign="wrap"
            label="Wrap long lines"
            size={28}
            iconSize={16}
            aria-pressed={isWrapped}
            onClick={() => setWrapped(!isWrapped)}
          />
          <CopyButton text={() => code.current?.textContent ?? ''} label="Copy code" />
        </span>
      </div>
      {/* Long lines scroll inside the block; the keyboard must reach that too. */}
      <pre ref={code} tabIndex={0} aria-label={`Code${language ? ` in ${language}` : ''}`}>
        {children}
      </pre>
    </div>
  );
}
