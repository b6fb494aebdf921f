import type { ReactNode, RefObject } from 'react';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { findPassage } from './findPassage';
import { markTexts } from './markTexts';
import type { OpenPdf } from './pdfDocument';
import { useNear } from './useNear';
import styles from './Viewer.module.css';

export interface SoughtPassage {
  text: string;
  /** Where on its page it is expected, 0 to 1. */
  near: number;
}

interface Props {
  pdf: OpenPdf;
  number: number;
  width: number;
  /** Height by width of pages that have not been looked at. */
  shape: number;
  passage: SoughtPassage | null;
  scroller: RefObject<HTMLElement | null>;
  /** Told whenever the page was drawn: the first mark of the passage on it, or null. */
  onDrawn: (number: number, mark: HTMLElement | null) => void;
}

/** One page of a file, drawn while it is in view or near it. */
export function PdfPage({ pdf, number, width, shape, passage, scroller, onDrawn }: Props): ReactNode {
  const { t } = useTranslation('viewer');
  const root = useRef<HTMLDivElement>(null);
  const canvas = useRef<HTMLCanvasElement>(null);
  const texts = useRef<HTMLDivElement>(null);
  const [ownShape, setOwnShape] = useState<number | null>(null);
  const [isBroken, setBroken] = useState(false);
  const isNear = useNear(root, scroller);
  const tellDrawn = useEffectEvent(onDrawn);

  useEffect(() => {
    if (!isNear || canvas.current === null || texts.current === null) return;
    const stop = new AbortController();
    const [paper, layer] = [canvas.current, texts.current];
    const draw = async () => {
      const page = await pdf.file.getPage(number);
      if (stop.signal.aborted) return;
      const { width: wide, height: high } = page.getViewport({ scale: 1 });
      setOwnShape(high / wide);
      const drawn = await pdf.draw(page, width, paper, layer, stop.signal);
      if (stop.signal.aborted) return;
      const marks = passage === null ? [] : findPassage(drawn.items, passage.text, passage.near);
      tellDrawn(number, markTexts(drawn.elements, marks));
    };
    draw().catch(() => {
      if (!stop.signal.aborted) setBroken(true);
    });
    return () => stop.abort();
  }, [pdf, number, width, passage, isNear]);

  return (
    <div
      ref={root}
      className={styles.page}
      data-testid="pdf-page"
      data-page={number}
      role="group"
      aria-label={t('pageNamed', { page: number })}
      style={{ width, height: width * (ownShape ?? shape) }}
    >
      {isNear && (
        <>
          <canvas ref={canvas} className={styles.paper} aria-hidden="true" />
          <div ref={texts} className={styles.texts} />
        </>
      )}
      {isBroken && <p className={styles.broken}>{t('pageBroken')}</p>}
    </div>
  );
}
