import { VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { LiveTurn } from '../turns/liveTurn';
import { Sentences } from './sentences';

/** Reads an answer out as it is written: whole sentences, as plain words, politely. */
export function Announcer({ turn }: { turn: LiveTurn | null }): ReactNode {
  const { t } = useTranslation('chat');
  const [sentences] = useState(() => new Sentences());
  const [said, setSaid] = useState<readonly { id: number; text: string }[]>([]);
  const key = turn?.key ?? null;
  const text = turn?.state.text ?? '';
  const state = turn?.state.end?.name ?? null;

  useEffect(() => {
    if (key === null) return;
    const next = sentences.take(key, text, state !== null);
    const ending =
      state === null || !sentences.ends(key) ? [] : [state === 'turn.completed' ? t('said.done') : t('said.stopped')];
    const news = [...(next === '' ? [] : [next]), ...ending];
    if (news.length === 0) return;
    // A reader hears what is added; what was heard long ago need not stay.
    setSaid(before =>
      [...before, ...news.map((words, index) => ({ id: (before.at(-1)?.id ?? 0) + index + 1, text: words }))].slice(-4),
    );
  }, [sentences, key, text, state, t]);

  return (
    <VisuallyHidden>
      <div role="log" aria-live="polite" aria-relevant="additions" aria-label={t('said.label')} data-testid="announcer">
        {said.map(item => (
          <p key={item.id}>{item.text}</p>
        ))}
      </div>
    </VisuallyHidden>
  );
}
