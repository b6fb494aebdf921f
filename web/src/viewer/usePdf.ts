import { useEffect, useState } from 'react';
import { useServices } from '../services';
import type { OpenPdf } from './pdfDocument';

interface Opening {
  pdf: OpenPdf | null;
  error: unknown;
}

const closed: Opening = { pdf: null, error: null };

/** The file of a document, opened to be looked at for as long as the part that asks is shown. */
export function usePdf(namespace: string, id: string): Opening {
  const { http } = useServices();
  const [opening, setOpening] = useState<Opening & { of: string }>({ ...closed, of: '' });
  const of = `/v1/knowledge/${encodeURIComponent(namespace)}/documents/${id}/file`;

  useEffect(() => {
    const stop = new AbortController();
    let own: OpenPdf | null = null;
    const open = async () => {
      const [bytes, { openPdf }] = await Promise.all([http.bytes(of, stop.signal), import('./pdfDocument')]);
      if (stop.signal.aborted) return;
      own = await openPdf(bytes);
      if (stop.signal.aborted) own.close();
      else setOpening({ pdf: own, error: null, of });
    };
    open().catch((error: unknown) => {
      if (!stop.signal.aborted) setOpening({ pdf: null, error, of });
    });
    return () => {
      stop.abort();
      own?.close();
    };
  }, [http, of]);

  return opening.of === of ? opening : closed;
}
