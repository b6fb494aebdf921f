import type { PDFDocumentProxy, PDFPageProxy } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { getDocument, PDFWorker, TextLayer } from 'pdfjs-dist/legacy/build/pdf.mjs';
import PdfProgram from 'pdfjs-dist/legacy/build/pdf.worker.min.mjs?worker';

/** Where the build lays what files need: tables of characters, the fonts that every reader is to have, and the program for JPEG 2000. */
const Tables = '/pdf/cmaps/';
const Fonts = '/pdf/fonts/';
const Images = '/pdf/images/';

export interface OpenPdf {
  readonly file: PDFDocumentProxy;
  readonly draw: typeof drawPage;
  close: () => void;
}

/**
 * Opens a file in a worker of its own. Nothing in it runs and nothing is fetched from elsewhere: scripts of the file have no
 * interpreter here, and the policy of the page knows neither eval nor other origins.
 */
export async function openPdf(bytes: ArrayBuffer): Promise<OpenPdf> {
  const port = new PdfProgram();
  const worker = PDFWorker.create({ port });
  const close = () => {
    worker.destroy();
    port.terminate();
  };
  try {
    const file = await getDocument({
      data: bytes,
      worker,
      isEvalSupported: false,
      useWasm: false,
      useWorkerFetch: false,
      enableXfa: false,
      stopAtErrors: false,
      cMapUrl: Tables,
      standardFontDataUrl: Fonts,
      wasmUrl: Images,
    }).promise;
    return { file, draw: drawPage, close };
  } catch (error) {
    close();
    throw error;
  }
}

/** Most pixels of one page: beyond, browsers give up on the canvas. */
const MostPixels = 16_000_000;

/** Draws a page and lays its text over it. @returns The texts of the page and the elements that hold them. */
async function drawPage(
  page: PDFPageProxy,
  width: number,
  canvas: HTMLCanvasElement,
  texts: HTMLElement,
  signal: AbortSignal,
): Promise<{ items: string[]; elements: HTMLElement[] }> {
  const scale = width / page.getViewport({ scale: 1 }).width;
  const viewport = page.getViewport({ scale });
  const sharp = Math.min(window.devicePixelRatio || 1, Math.sqrt(MostPixels / (viewport.width * viewport.height)));
  canvas.width = Math.floor(viewport.width * sharp);
  canvas.height = Math.floor(viewport.height * sharp);
  const drawing = page.render({ canvas, viewport, transform: [sharp, 0, 0, sharp, 0, 0] });
  texts.replaceChildren();
  texts.style.setProperty('--total-scale-factor', String(scale));
  const layer = new TextLayer({ textContentSource: page.streamTextContent(), container: texts, viewport });
  signal.addEventListener('abort', () => {
    drawing.cancel();
    layer.cancel();
  });
  await Promise.all([drawing.promise, layer.render()]);
  return { items: layer.textContentItemsStr, elements: layer.textDivs };
}
