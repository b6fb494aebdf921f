import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { memo, useMemo, useState } from 'react';
import type { Message } from '../api/types';
import type { Citing } from '../citations/citing';
import { CitingContext, useCiting } from '../citations/citing';
import { SourceList } from '../citations/SourceList';
import { Answer } from '../markdown/Answer';
import type { LiveTurn } from '../turns/liveTurn';
import { CopyButton } from '../ui/CopyButton';
import { IconButton } from '../ui/IconButton';
import { Logo } from '../ui/Logo';
import { inOwnTime } from '../ui/moments';
import { Notice } from '../ui/Notice';
import { AdjustedNote } from './AdjustedNote';
import { BranchSwitcher } from './BranchSwitcher';
import { HowAnswered } from './HowAnswered';
import styles from './Message.module.css';
import { useMessageActions } from './messageActions';
import type { ThreadItem } from './thread';
import { shownMessage } from './thread';

const noSources: Citing['sources'] = [];

/** An answer, while it is written and after. */
export const AssistantMessage = memo(function AssistantMessage(item: Omit<ThreadItem, 'key'>): ReactNode {
  const { turn } = item;
  const message = shownMessage({ ...item, key: '' });
  const citing = useCiting();
  const sources = turn?.state.sources ?? noSources;
  const own = useMemo<Citing>(
    () => ({ ...citing, citations: message.citations, sources }),
    [citing, message.citations, sources],
  );
  const running = message.state === 'running' && turn?.phase !== 'refused';
  return (
    <div
      className={styles.assistant}
      data-testid="message"
      data-role={message.role}
      data-state={message.state}
      data-turn-id={message.turn_id ?? turn?.turnId ?? undefined}
      aria-busy={running}
    >
      <div className={styles.avatar}>
        <Logo size={26} />
      </div>
      <div className={styles.body}>
        <CitingContext value={own}>
          {message.content !== '' && (
            <Answer text={message.content} unsupported={message.unsupported} streaming={running} />
          )}
          {running && <Progress turn={turn} hasText={message.content !== ''} />}
          {!running && <SourceList citations={message.citations} />}
          <Ending message={message} turn={turn} />
          {turn?.state.notices.map(notice => (
            <Notice key={notice}>{notice}</Notice>
          ))}
        </CitingContext>
        {!running && <AdjustedNote adjusted={turn?.state.adjusted ?? []} />}
        {!running && !item.pending && <Tools message={message} />}
      </div>
    </div>
  );
});

function Progress({ turn, hasText }: { turn: LiveTurn | null; hasText: boolean }): ReactNode {
  const words = progressWords(turn);
  if (hasText && words === null) return null;
  return (
    <div className={styles.progress} role="status">
      <span className={styles.dots} aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <span className={words === null ? styles.unseen : undefined}>{words ?? 'Writing an answer'}</span>
    </div>
  );
}

function progressWords(turn: LiveTurn | null): string | null {
  if (turn === null) return null;
  if (turn.cancelling) return 'Stopping…';
  if (turn.state.queue) {
    const { position, eta_s: eta } = turn.state.queue;
    return `Waiting in line: place ${position}${eta ? `, about ${Math.ceil(eta)} s` : ''}`;
  }
  if (turn.state.restarted) return 'The model was interrupted. Starting the answer again…';
  return null;
}

function Ending({ message, turn }: { message: Message; turn: LiveTurn | null }): ReactNode {
  const actions = useMessageActions();
  const again = (
    <Button size="compact-sm" variant="default" disabled={!actions.free} onClick={() => actions.regenerate(message)}>
      Try again
    </Button>
  );
  if (turn?.phase === 'refused') return <Notice tone="danger">{inOwnTime(turn.problem?.message ?? '')}</Notice>;
  if (message.state === 'cancelled') return <p className={styles.ending}>You stopped this answer.</p>;
  if (message.state === 'interrupted') {
    return (
      <Notice tone="warn" action={again}>
        The server was interrupted and could not go on with this answer. What had been written is kept.
      </Notice>
    );
  }
  if (message.state === 'failed') {
    return (
      <Notice tone="danger" action={again}>
        {inOwnTime(turn?.state.end?.data.detail || 'This answer could not be written.')}
      </Notice>
    );
  }
  return null;
}

function Tools({ message }: { message: Message }): ReactNode {
  const actions = useMessageActions();
  const [explaining, setExplaining] = useState(false);
  return (
    <div className={styles.tools}>
      <BranchSwitcher id={message.id} siblings={message.sibling_ids} onPick={actions.goTo} />
      <CopyButton text={() => message.content} label="Copy answer" />
      <IconButton
        sign="refresh"
        label="Regenerate"
        data-testid="regenerate"
        size={28}
        iconSize={16}
        disabled={!actions.free}
        onClick={() => actions.regenerate(message)}
      />
      {message.turn_id && (
        <IconButton
          sign="info"
          label="How this was answered"
          data-testid="how-answered"
          size={28}
          iconSize={16}
          onClick={() => setExplaining(true)}
        />
      )}
      {explaining && message.turn_id && <HowAnswered turnId={message.turn_id} onClose={() => setExplaining(false)} />}
    </div>
  );
}
