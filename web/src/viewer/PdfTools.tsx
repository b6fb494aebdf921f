import { NumberInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../ui/IconButton';
import { number } from '../ui/moments';
import styles from './Viewer.module.css';

interface Props {
  page: number;
  count: number;
  zoom: number;
  onPage: (page: number) => void;
  onZoom: (zoom: number) => void;
}

const Least = 0.5;
const Most = 3;
const Step = 0.25;

/** Turns pages and makes them larger or smaller. */
export function PdfTools({ page, count, zoom, onPage, onZoom }: Props): ReactNode {
  const { t } = useTranslation('viewer');
  return (
    <div className={styles.tools} role="toolbar" aria-label={t('tools')}>
      <IconButton sign="back" label={t('previous')} disabled={page <= 1} onClick={() => onPage(page - 1)} />
      <NumberInput
        aria-label={t('page')}
        value={page}
        onChange={value => typeof value === 'number' && value >= 1 && value <= count && onPage(value)}
        min={1}
        max={count}
        hideControls
        allowDecimal={false}
        size="xs"
        w={52}
      />
      <span className={styles.count}>{t('of', { count })}</span>
      <IconButton sign="next" label={t('next')} disabled={page >= count} onClick={() => onPage(page + 1)} />
      <span className={styles.gap} />
      <IconButton
        sign="minus"
        label={t('smaller')}
        disabled={zoom <= Least}
        onClick={() => onZoom(Math.max(Least, zoom - Step))}
      />
      <span className={styles.count} aria-live="polite">
        {t('percent', { percent: number(zoom * 100, 0) })}
      </span>
      <IconButton
        sign="add"
        label={t('larger')}
        disabled={zoom >= Most}
        onClick={() => onZoom(Math.min(Most, zoom + Step))}
      />
    </div>
  );
}
