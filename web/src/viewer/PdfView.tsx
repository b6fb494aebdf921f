import { Button, Skeleton } from '@mantine/core';
import { useElementSize } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../api/problem';
import { Notice } from '../ui/Notice';
import type { OpenPdf } from './pdfDocument';
import type { SoughtPassage } from './PdfPage';
import { PdfPage } from './PdfPage';
import { PdfTools } from './PdfTools';
import { usePdf } from './usePdf';
import { usePlaceInPages } from './usePlaceInPages';
import styles from './Viewer.module.css';

interface Props {
  namespace: string;
  documentId: string;
  /** The page to begin at, from 1, and what to mark there. */
  page: number;
  passage: SoughtPassage | null;
  onText: () => void;
}

/** A PDF file, page by page as it was laid out. Where it cannot be shown, its text can. */
export function PdfView({ namespace, documentId, page, passage, onText }: Props): ReactNode {
  const { t } = useTranslation('viewer');
  const { pdf, error } = usePdf(namespace, documentId);
  if (error !== null) {
    return (
      <div className={styles.aside}>
        <Notice tone="warn" action={<TextButton onText={onText} />}>
          {error instanceof Problem ? t('noFile') : t('noPages')}
        </Notice>
      </div>
    );
  }
  if (pdf === null) {
    return (
      <div className={styles.aside} aria-busy="true" aria-label={t('loading')}>
        <Skeleton height={420} />
      </div>
    );
  }
  return <Pages pdf={pdf} begin={page} passage={passage} onText={onText} />;
}

interface PagesProps {
  pdf: OpenPdf;
  begin: number;
  passage: SoughtPassage | null;
  onText: () => void;
}

/** A4, until a page says otherwise. */
const UsualShape = 1.414;
const Margin = 24;

function Pages({ pdf, begin, passage, onText }: PagesProps): ReactNode {
  const { t } = useTranslation('viewer');
  const { file } = pdf;
  const [zoom, setZoom] = useState(1);
  const [shape, setShape] = useState(UsualShape);
  const scroller = useRef<HTMLDivElement>(null);
  const { ref: measured, width: room } = useElementSize();
  const place = usePlaceInPages(scroller, file.numPages, begin, passage !== null, room > 0);

  useEffect(() => {
    let isThere = true;
    const look = async () => {
      const { width, height } = (await file.getPage(1)).getViewport({ scale: 1 });
      if (isThere) setShape(height / width);
    };
    look().catch(() => undefined);
    return () => void (isThere = false);
  }, [file]);

  const width = Math.max(120, Math.floor((room - Margin) * zoom));
  return (
    <div className={styles.pdf} data-testid="pdf-view">
      <PdfTools
        page={place.page}
        count={file.numPages}
        zoom={zoom}
        onPage={place.goTo}
        onZoom={next => setZoom(next)}
      />
      {place.isMissing && (
        <div className={styles.aside} role="status">
          <Notice action={<TextButton onText={onText} />}>{t('notMarked')}</Notice>
        </div>
      )}
      <div ref={measured} className={styles.measure} />
      <div
        ref={scroller}
        className={styles.pages}
        tabIndex={0}
        role="group"
        aria-label={t('pages')}
        onScroll={place.look}
      >
        {room > 0 &&
          Array.from({ length: file.numPages }, (_, index) => (
            <PdfPage
              key={index}
              pdf={pdf}
              number={index + 1}
              width={width}
              shape={shape}
              // A passage may run over the end of its page.
              passage={Math.abs(index + 1 - begin) <= 1 ? passage : null}
              scroller={scroller}
              onDrawn={place.drawn}
            />
          ))}
      </div>
    </div>
  );
}

function TextButton({ onText }: { onText: () => void }): ReactNode {
  const { t } = useTranslation('viewer');
  return (
    <Button size="compact-sm" variant="default" onClick={onText}>
      {t('showText')}
    </Button>
  );
}
