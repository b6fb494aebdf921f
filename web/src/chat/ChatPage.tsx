import { Button, VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { Problem, sentenceOf } from '../api/problem';
import type { CitedPassage, Citing } from '../citations/citing';
import { CitingContext } from '../citations/citing';
import { titleOf, useConversation } from '../conversations/conversationsApi';
import { QuotaNotice } from '../limits/QuotaNotice';
import { useServices } from '../services';
import { EmptyState } from '../ui/EmptyState';
import { inOwnTime } from '../ui/moments';
import { Notice } from '../ui/Notice';
import styles from './Chat.module.css';
import { Composer } from './Composer';
import { useKnobChoice } from './knobs';
import { LoadingThread } from './LoadingThread';
import type { MessageActions } from './messageActions';
import { MessageActionsContext } from './messageActions';
import { SourcePanel } from './SourcePanel';
import { Starters } from './Starters';
import type { ThreadHandle } from './Thread';
import { Thread } from './Thread';
import { useHardStop } from './useHardStop';
import { useSending } from './useSending';
import { useThread } from './useThread';

/** One conversation, or the beginning of one. */
export function ChatPage(): ReactNode {
  const { conversationId } = useParams();
  return <Chat key={conversationId ?? 'new'} conversationId={conversationId} />;
}

function Chat({ conversationId }: { conversationId: string | undefined }): ReactNode {
  const { turns } = useServices();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const at = search.get('at');
  const [text, setText] = useState('');
  const [knobs, setKnobs] = useKnobChoice();
  const [passage, setPassage] = useState<CitedPassage | null>(null);
  const opener = useRef<Element | null>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  const threadHandle = useRef<ThreadHandle>(null);

  const conversation = useConversation(conversationId);
  const thread = useThread(conversationId, at);
  const stop = useHardStop(thread.turns, text, setText);
  const items = useMemo(
    () =>
      stop.takenBack === null
        ? thread.items
        : thread.items.filter(item => !(item.pending && item.turn?.key === stop.takenBack)),
    [thread.items, stop.takenBack],
  );
  const last = items.at(-1);
  const sending = useSending(conversationId, at, last && !last.pending ? last.message.id : null, knobs);
  const openTurn = thread.openTurn;
  const free = openTurn === null;

  useEffect(() => {
    document.title = conversationId === undefined ? 'Parley' : `${titleOf(conversation.data)} – Parley`;
  }, [conversationId, conversation.data]);

  useEffect(() => {
    // On a touch screen the keyboard would cover half of what is to be read.
    if (window.matchMedia('(hover: hover)').matches) input.current?.focus();
  }, []);

  const [arrivedAt, setArrivedAt] = useState<string | null>(null);
  const sought = at === null || at === arrivedAt ? null : at;
  const onArrived = useCallback(() => setArrivedAt(at), [at]);

  /** Another version stands where the one before stood: there is nowhere to go to on the screen. */
  const goTo = useCallback(
    (id: string) => {
      setArrivedAt(id);
      setSearch({ at: id }, { replace: true });
    },
    [setSearch],
  );

  const grown = thread.turns.find(turn => at !== null && turn.place?.at === at && turn.state.started !== null);
  const newEnd = grown?.state.started?.assistant_message_id;
  useEffect(() => {
    // A branch that is looked at has a new end: follow it there.
    if (newEnd !== undefined && newEnd !== at) goTo(newEnd);
  }, [newEnd, at, goTo]);

  const { regenerate, edit, sendAgain } = sending;
  const actions = useMemo<MessageActions>(
    () => ({
      free,
      regenerate(message) {
        regenerate(message);
        threadHandle.current?.toEnd();
      },
      edit(message, changed) {
        edit(message, changed);
        threadHandle.current?.toEnd();
      },
      goTo,
      sendAgain,
      takeBack(turn) {
        setText(turn.request?.message ?? '');
        turns.dismiss(turn.key);
        input.current?.focus();
      },
    }),
    [free, regenerate, edit, goTo, sendAgain, turns],
  );

  const citing = useMemo<Citing>(
    () => ({
      citations: [],
      sources: [],
      shown: passage,
      open(next) {
        opener.current = document.activeElement;
        setPassage(next);
      },
    }),
    [passage],
  );

  const closePanel = useCallback(() => {
    setPassage(null);
    if (opener.current instanceof HTMLElement) opener.current.focus();
  }, []);

  const send = (message: string) => {
    stop.forget();
    sending.send(message.trim());
    if (conversationId !== undefined) setText('');
    threadHandle.current?.toEnd();
  };

  const problem = thread.query.error ?? conversation.error;
  if (problem instanceof Problem && problem.status === 404) {
    return (
      <EmptyState
        sign="chat"
        title="There is no such conversation"
        action={<Button onClick={() => void navigate('/')}>New conversation</Button>}
      >
        It may have been deleted, or it belongs to somebody else.
      </EmptyState>
    );
  }

  const isEmpty = conversationId === undefined || (thread.isBlank && items.length === 0);
  return (
    <CitingContext value={citing}>
      <MessageActionsContext value={actions}>
        <div className={styles.chat}>
          <div className={styles.main}>
            {!isEmpty && <VisuallyHidden component="h1">{titleOf(conversation.data)}</VisuallyHidden>}
            {isEmpty && <Starters onPick={send} />}
            {!isEmpty && items.length === 0 && (
              <LoadingThread problem={problem} onRetry={() => void thread.query.refetch()} />
            )}
            {items.length > 0 && (
              <Thread
                items={items}
                earlier={thread.earlier}
                target={sought}
                onArrived={onArrived}
                handle={threadHandle}
              />
            )}
            <div className={styles.foot}>
              {sending.problem && <Notice tone="danger">{sentenceOf(sending.problem)}</Notice>}
              {stop.problem && <Notice tone="danger">{inOwnTime(stop.problem.message)}</Notice>}
              <QuotaNotice />
              <Composer
                text={text}
                onText={setText}
                onSend={() => send(text)}
                onStop={openTurn && (() => void turns.cancel(openTurn.key))}
                stopping={openTurn?.cancelling ?? false}
                busy={sending.beginning}
                knobs={knobs}
                onKnobs={setKnobs}
                input={input}
              />
              <p className={styles.small}>Answers can be wrong. Check what matters in the cited sources.</p>
            </div>
          </div>
          <SourcePanel passage={passage} onClose={closePanel} />
        </div>
      </MessageActionsContext>
    </CitingContext>
  );
}
