import { VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveTurn } from '../turns/liveTurn';
import { Sentences } from './sentences';

/** What was heard long ago need not stay. */
const Kept = 4;

/** Reads an answer out as it is written: whole sentences, as plain words, politely. */
export function Announcer({ turn }: { turn: LiveTurn | null }): ReactNode {
  const { t } = useTranslation('chat');
  const [sentences] = useState(() => new Sentences());
  const said = useRef<HTMLDivElement>(null);
  const key = turn?.key ?? null;
  const text = turn?.state.text ?? '';
  const state = turn?.state.end?.name ?? null;

  useEffect(() => {
    if (key === null || said.current === null) return;
    say(said.current, sentences.take(key, text, state !== null));
    if (state !== null && sentences.ends(key))
      say(said.current, state === 'turn.completed' ? t('said.done') : t('said.stopped'));
  }, [sentences, key, text, state, t]);

  return (
    <VisuallyHidden>
      <div
        ref={said}
        role="log"
        aria-live="polite"
        aria-relevant="additions"
        aria-label={t('said.label')}
        data-testid="announcer"
      />
    </VisuallyHidden>
  );
}

/** A screen reader hears what is added. */
function say(log: HTMLElement, words: string): void {
  if (words === '') return;
  const line = document.createElement('p');
  line.textContent = words;
  log.append(line);
  if (log.childElementCount > Kept) log.firstElementChild?.remove();
}
