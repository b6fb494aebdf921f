import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ToolButton } from './ToolButton';

/** Copies a text and says so. */
export function CopyButton({ text, label }: { text: () => string; label: string }): ReactNode {
  const { t } = useTranslation();
  const [done, setDone] = useState<'copied' | 'failed' | null>(null);
  useEffect(() => {
    if (done === null) return;
    const timer = setTimeout(() => setDone(null), 1600);
    return () => clearTimeout(timer);
  }, [done]);
  const copy = () =>
    copyText(text()).then(
      () => setDone('copied'),
      () => setDone('failed'),
    );
  return (
    <ToolButton
      sign={done === 'copied' ? 'check' : 'copy'}
      label={done === 'copied' ? t('copied') : done === 'failed' ? t('copyingForbidden') : label}
      onClick={() => void copy()}
    />
  );
}

async function copyText(text: string): Promise<void> {
  // Absent on plain http other than loopback.
  const clipboard = navigator.clipboard as Clipboard | undefined;
  if (clipboard === undefined) throw new Error('This page has no clipboard.');
  await clipboard.writeText(text);
}
