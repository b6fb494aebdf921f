import { Button, Drawer, Skeleton, VisuallyHidden } from '@mantine/core';
import { useMediaQuery } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useNavigate, useParams, useSearchParams } from 'react-router';
import { Problem, sentenceOf } from '../api/problem';
import { CitationPanel } from '../citations/CitationPanel';
import type { CitedPassage, Citing } from '../citations/citing';
import { CitingContext } from '../citations/citing';
import { titleOf, useConversation } from '../conversations/conversationsApi';
import { useServices } from '../services';
import { EmptyState } from '../ui/EmptyState';
import { Notice } from '../ui/Notice';
import styles from './Chat.module.css';
import { Composer } from './Composer';
import { useKnobChoice } from './knobs';
import type { MessageActions } from './messageActions';
import { MessageActionsContext } from './messageActions';
import { Starters } from './Starters';
import type { ThreadHandle } from './Thread';
import { Thread } from './Thread';
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
  const isWide = useMediaQuery('(min-width: 1100px)') ?? true;

  const conversation = useConversation(conversationId);
  const thread = useThread(conversationId, at);
  const last = thread.items.at(-1);
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

  const goTo = useCallback((id: string) => setSearch({ at: id }, { replace: true }), [setSearch]);

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

  const isEmpty = conversationId === undefined || (thread.query.isSuccess && thread.items.length === 0);
  return (
    <CitingContext value={citing}>
      <MessageActionsContext value={actions}>
        <div className={styles.chat}>
          <div className={styles.main}>
            {!isEmpty && <VisuallyHidden component="h1">{titleOf(conversation.data)}</VisuallyHidden>}
            {isEmpty && <Starters onPick={send} />}
            {!isEmpty && thread.items.length === 0 && (
              <Loading problem={problem} onRetry={() => void thread.query.refetch()} />
            )}
            {thread.items.length > 0 && (
              <Thread
                items={thread.items}
                hasEarlier={thread.query.hasNextPage}
                loadingEarlier={thread.query.isFetchingNextPage}
                onEarlier={() => void thread.query.fetchNextPage()}
                handle={threadHandle}
              />
            )}
            <div className={styles.foot}>
              {sending.problem && <Notice tone="danger">{sentenceOf(sending.problem)}</Notice>}
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
          {passage && isWide && (
            <aside className={styles.panel}>
              <CitationPanel passage={passage} onClose={closePanel} />
            </aside>
          )}
          {!isWide && (
            <Drawer
              opened={passage !== null}
              onClose={closePanel}
              position="right"
              size="min(100%, 480px)"
              withCloseButton={false}
              padding={0}
              attributes={{ content: { 'aria-label': 'Source' } }}
              styles={{ body: { height: '100%' } }}
            >
              {passage && <CitationPanel passage={passage} onClose={closePanel} />}
            </Drawer>
          )}
        </div>
      </MessageActionsContext>
    </CitingContext>
  );
}

function Loading({ problem, onRetry }: { problem: Error | null; onRetry: () => void }): ReactNode {
  if (problem) {
    return (
      <EmptyState
        sign="warn"
        title="The conversation could not be loaded"
        action={<Button onClick={onRetry}>Try again</Button>}
      >
        {sentenceOf(problem)}
      </EmptyState>
    );
  }
  return (
    <div className={styles.loading} aria-busy="true" aria-label="Loading the conversation">
      <Skeleton height={42} width="45%" radius="lg" ml="auto" />
      {[96, 92, 97, 55].map(width => (
        <Skeleton key={width} height={13} width={`${width}%`} />
      ))}
    </div>
  );
}
