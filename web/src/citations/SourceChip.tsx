import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './Citations.module.css';
import { passageAt, useCiting } from './citing';

/** A source label in an answer. It opens the passage that it stands for. */
export function SourceChip({ label, offset }: { label: string; offset: number }): ReactNode {
  const { t } = useTranslation('chat');
  const citing = useCiting();
  const passage = passageAt(citing, label, offset);
  if (passage === null) return <span className={styles.unknown}>{label}</span>;
  const title = passage.title ?? t('source.untitled');
  return (
    <button
      type="button"
      className={styles.chip}
      data-testid="citation-chip"
      data-label={label}
      data-verified={passage.span !== null || undefined}
      title={passage.heading ? `${title} › ${passage.heading}` : title}
      aria-label={t('source.named', { label, title })}
      onClick={() => citing.open(passage)}
    >
      {label}
    </button>
  );
}
