import { createContext, useState } from 'react';
import type { Message } from '../api/types';
import { useServices } from '../services';
import { hasPlaceholders, unescaped } from './placeholders';

/** What the server took out of a text, for whoever may see it. */
export interface Restored {
  text: string | null;
  placeholders: { placeholder: string; kind: string; value: string; start: number; end: number }[];
}

/** What placeholders of the message around it stand for; null while they are shown themselves. */
export const RestoredContext = createContext<ReadonlyMap<string, string> | null>(null);

/** Shows the originals of one message while its reader wants them. They are kept in no cache and no storage. */
export function useRestoring(message: Message) {
  const { http } = useServices();
  const [values, setValues] = useState<ReadonlyMap<string, string> | null>(null);
  const [state, setState] = useState<'idle' | 'busy' | 'failed'>('idle');
  const ask = () => http.ask<Restored>('POST', '/v1/safety/restore', { body: { message_id: message.id } });

  const toggle = async () => {
    if (values !== null) {
      setValues(null);
      return;
    }
    setState('busy');
    try {
      const { placeholders } = await ask();
      setValues(new Map(placeholders.map(one => [one.placeholder, one.value])));
      setState('idle');
    } catch {
      setState('failed');
    }
  };

  /** The message as it was typed: a placeholder that is sent again would be taken for letters. */
  const original = (take: (text: string) => void) => {
    const stored = unescaped(message.content);
    if (!hasPlaceholders(message.content)) take(stored);
    else
      void ask().then(
        ({ text }) => take(text ?? stored),
        () => take(stored),
      );
  };

  return { values, state, toggle, original };
}

export type Restoring = ReturnType<typeof useRestoring>;
