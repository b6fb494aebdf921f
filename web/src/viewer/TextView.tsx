import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { excerptOf } from '../citations/excerpt';
import { scrollTo } from './scrollTo';
import styles from './Viewer.module.css';

const FirstReach = 6_000;

interface Props {
  text: string;
  span: { start: number; end: number } | null;
  children?: ReactNode;
}

/** The text of a document with a passage marked in it, as much of it as one asks for. */
export function TextView({ text, span, children }: Props): ReactNode {
  const { t } = useTranslation('viewer');
  const [reach, setReach] = useState(FirstReach);
  const scroller = useRef<HTMLDivElement>(null);
  const mark = useRef<HTMLElement>(null);
  useEffect(() => scrollTo(scroller.current, mark.current, 0.4), [span?.start, span?.end]);
  const excerpt = excerptOf(text, span, reach);
  const more = (
    <Button variant="subtle" size="compact-sm" onClick={() => setReach(reach * 4)}>
      {t('more')}
    </Button>
  );
  return (
    // The text scrolls by itself, and the keyboard must reach it.
    <div ref={scroller} className={styles.body} tabIndex={0} role="group" aria-label={t('text')}>
      {children}
      {excerpt.hasMoreBefore && more}
      <div className={styles.text}>
        {excerpt.before}
        {excerpt.passage && (
          <mark ref={mark} className={styles.passage} data-testid="cited-passage">
            {excerpt.passage}
          </mark>
        )}
        {excerpt.after}
      </div>
      {excerpt.hasMoreAfter && more}
    </div>
  );
}
