import type { Dispatch, SetStateAction } from 'react';
import { useEffect, useRef, useState } from 'react';
import { useServices } from '../services';

/** Writing down every key press would be work for nothing. */
const PauseMs = 300;

/** The name under which the draft of a conversation is kept, or that of one that has not begun. */
export function draftPlace(conversationId: string | undefined): string {
  return conversationId ?? 'new';
}

/** What stands in the composer of a conversation, kept while it is not sent. */
export function useDraft(conversationId: string | undefined): [string, Dispatch<SetStateAction<string>>] {
  const { drafts } = useServices();
  const place = draftPlace(conversationId);
  const [text, setText] = useState(() => drafts.of(place));
  const written = useRef(text);
  useEffect(() => {
    if (text === written.current) return;
    const write = () => {
      written.current = text;
      drafts.keep(place, text);
    };
    if (text === '') return write();
    const timer = setTimeout(write, PauseMs);
    window.addEventListener('pagehide', write);
    return () => {
      clearTimeout(timer);
      window.removeEventListener('pagehide', write);
    };
  }, [drafts, place, text]);
  // What was typed last is kept when another conversation is opened.
  const latest = useRef(text);
  useEffect(() => {
    latest.current = text;
  }, [text]);
  useEffect(
    () => () => {
      if (latest.current !== written.current) drafts.keep(place, latest.current);
    },
    [drafts, place],
  );
  return [text, setText];
}
