import type { ReactNode } from 'react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../ui/CopyButton';
import { ToolButton } from '../ui/ToolButton';
import styles from './Markdown.module.css';

/** A block of code with its language, a way to copy it and one to break its long lines. */
export function CodeBlock({ language, children }: { language: string | null; children: ReactNode }): ReactNode {
  const { t } = useTranslation('chat');
  const code = useRef<HTMLPreElement>(null);
  const [isWrapped, setWrapped] = useState(false);
  return (
    <div className={styles.codeBlock} data-wrapped={isWrapped || undefined}>
      <div className={styles.codeBar}>
        <span>{language ?? t('code.plain')}</span>
        <span className={styles.codeTools}>
          <ToolButton
            sign="wrap"
            label={t('code.wrap')}
            aria-pressed={isWrapped}
            onClick={() => setWrapped(!isWrapped)}
          />
          <CopyButton text={() => code.current?.textContent ?? ''} label={t('code.copy')} />
        </span>
      </div>
      {/* Long lines scroll inside the block; the keyboard must reach that too. */}
      <pre ref={code} tabIndex={0} aria-label={t('code.label', { language: language ?? t('code.plain') })}>
        {children}
      </pre>
    </div>
  );
}
