import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { CopyButton } from '../ui/CopyButton';
import { Notice } from '../ui/Notice';
import styles from './Settings.module.css';

/** Something that is shown once: a key, a link, a code. */
export function Secret({ label, value }: { label: string; value: string }): ReactNode {
  const { t } = useTranslation('settings');
  return (
    <>
      <Notice>{label}</Notice>
      <div className={styles.secret} data-testid="secret">
        <span>{value}</span>
        <CopyButton text={() => value} label={t('copy')} />
      </div>
    </>
  );
}
