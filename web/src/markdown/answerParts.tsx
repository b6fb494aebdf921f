import type { ReactNode } from 'react';
import { use } from 'react';
import { useTranslation } from 'react-i18next';
import { AnswerLink, InLink } from './AnswerLink';
import styles from './Markdown.module.css';

/** Whatever an answer names, nothing is fetched from elsewhere: a picture's address could carry data out. */
export function NamedImage({ src, alt }: { src: string; alt: string }): ReactNode {
  const { t } = useTranslation('chat');
  const isLinked = use(InLink);
  return (
    <span className={styles.image}>
      {alt ? t('answer.imageOf', { alt }) : t('answer.image')}
      {!isLinked && /^https?:/.test(src) && (
        <>
          {' '}
          <AnswerLink href={src}>{t('answer.openImage')}</AnswerLink>
        </>
      )}
    </span>
  );
}

export function Box({ checked }: { checked: boolean }): ReactNode {
  const { t } = useTranslation('chat');
  const label = checked ? t('answer.done') : t('answer.notDone');
  return <input type="checkbox" checked={checked} readOnly disabled aria-label={label} />;
}

/** A table that is wider than the page scrolls by itself; the keyboard must reach that too. */
export function ScrolledTable({ children }: { children: ReactNode }): ReactNode {
  const { t } = useTranslation('chat');
  return (
    <div className={styles.tableScroll} tabIndex={0} role="group" aria-label={t('answer.table')}>
      <table>{children}</table>
    </div>
  );
}

export function Unsupported({ children }: { children: ReactNode }): ReactNode {
  const { t } = useTranslation('chat');
  return (
    <mark className={styles.unsupported} title={t('answer.unsupported')}>
      {children}
    </mark>
  );
}
