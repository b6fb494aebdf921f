import { Button, VisuallyHidden } from '@mantine/core';
import type { KeyboardEvent, ReactNode } from 'react';
import { Suspense, useCallback, useEffect, useMemo, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useLocation, useNavigate, useParams, useSearchParams } from 'react-router';
import { Problem, sentenceOf } from '../api/problem';
import { Composer } from '../composer/Composer';
import { ContextGauge } from '../composer/ContextGauge';
import { withBack } from '../composer/drafts';
import { KnobControl } from '../composer/KnobControl';
import { useKnobChoice } from '../composer/knobs';
import { ModelPicker } from '../composer/ModelPicker';
import { TemporarySwitch } from '../composer/TemporarySwitch';
import { useAttachments } from '../composer/useAttachments';
import { draftPlace, useDraft } from '../composer/useDraft';
import { WaitingList } from '../composer/WaitingList';
import type { CitedPassage, Citing } from '../citations/citing';
import { CitingContext } from '../citations/citing';
import { titleOf, useConversation } from '../conversations/conversationsApi';
import { QuotaNotice } from '../limits/QuotaNotice';
import { useServices } from '../services';
import { useShortcut } from '../shortcuts/useShortcuts';
import { EmptyState } from '../ui/EmptyState';
import { later } from '../ui/later';
import { inOwnTime } from '../ui/moments';
import { Notice } from '../ui/Notice';
import { Announcer } from './Announcer';
import styles from './Chat.module.css';
import { ComparedContext } from './compared';
import { LoadingThread } from './LoadingThread';
import type { MessageActions } from './messageActions';
import { MessageActionsContext } from './messageActions';
import { Starters } from './Starters';
import type { ThreadHandle } from './Thread';
import { Thread } from './Thread';
import { useComparison } from './useComparison';
import { useHardStop } from './useHardStop';
import { useMessageWays } from './useMessageWays';
import type { Outgoing } from './useSending';
import { useSending } from './useSending';
import { useThread } from './useThread';
import { useWaiting } from './useWaiting';

const SourcePanel = later(() => import('./SourcePanel'));

/** One conversation, or the beginning of one. */
export function ChatPage(): ReactNode {
  const { conversationId } = useParams();
  return <Chat key={conversationId ?? 'new'} conversationId={conversationId} />;
}

function Chat({ conversationId }: { conversationId: string | undefined }): ReactNode {
  const { t } = useTranslation('chat');
  const { turns, drafts } = useServices();
  const navigate = useNavigate();
  const [search, setSearch] = useSearchParams();
  const at = search.get('at');
  const [text, setText] = useDraft(conversationId);
  const [knobs, setKnobs] = useKnobChoice();
  const isTemporary = search.get('temporary') === '1';
  const setTemporary = (isOn: boolean) => setSearch(isOn ? { temporary: '1' } : {}, { replace: true });
  const [passage, setPassage] = useState<CitedPassage | null>(null);
  const opener = useRef<Element | null>(null);
  const input = useRef<HTMLTextAreaElement>(null);
  const threadHandle = useRef<ThreadHandle>(null);

  const conversation = useConversation(conversationId);
  const thread = useThread(conversationId, at);
  const attachments = useAttachments(conversationId);
  const { putBack } = attachments;
  /** What did not go stands in the composer again, before what was written since. */
  const giveBack = useCallback(
    ({ message, attachments: files }: Outgoing) => {
      setText(now => withBack(message, now));
      putBack(files);
    },
    [setText, putBack],
  );
  useEffect(() => drafts.attend(draftPlace(conversationId), giveBack), [drafts, conversationId, giveBack]);
  const stop = useHardStop(thread.turns, text === '' && attachments.all.length === 0, giveBack);
  const items = useMemo(
    () =>
      stop.takenBack === null
        ? thread.items
        : thread.items.filter(item => !(item.pending && item.turn?.key === stop.takenBack)),
    [thread.items, stop.takenBack],
  );
  const last = items.at(-1);
  const leaf = last && !last.pending ? last.message.id : null;
  const sending = useSending(conversationId, at, leaf, knobs, isTemporary);
  const { openTurn } = thread;
  const free = openTurn === null;

  useEffect(() => {
    document.title = conversationId === undefined ? 'Parley' : t('pageTitle', { title: titleOf(conversation.data) });
  }, [conversationId, conversation.data, t]);

  useEffect(() => {
    // On a touch screen the keyboard would cover half of what is to be read.
    if (window.matchMedia('(hover: hover)').matches) input.current?.focus();
  }, []);

  useShortcut('focusComposer', () => input.current?.focus());

  const [arrivedAt, setArrivedAt] = useState<string | null>(null);
  const isHere = (useLocation().state as { isHere?: boolean } | null)?.isHere ?? false;
  const sought = at === null || isHere || at === arrivedAt ? null : at;
  const [found, setFound] = useState<string | null>(null);
  const onArrived = useCallback(() => {
    setArrivedAt(at);
    setFound(at);
  }, [at]);

  /** Another version stands where the one before stood: there is nowhere to go to on the screen. */
  const goTo = useCallback(
    (id: string, beside?: string) =>
      setSearch(beside === undefined ? { at: id } : { at: id, beside }, { replace: true, state: { isHere: true } }),
    [setSearch],
  );

  const followed = useRef(new Set<string>());
  const grown = thread.turns.findLast(turn => at !== null && turn.place?.at === at && turn.state.started !== null);
  const newEnd = grown?.state.started?.assistant_message_id;
  const grownKey = grown?.key;
  useEffect(() => {
    // A branch that is looked at has a new end: follow it there, once, so that the reader can go back.
    if (grownKey === undefined || newEnd === undefined || followed.current.has(grownKey)) return;
    followed.current.add(grownKey);
    if (newEnd !== at) goTo(newEnd);
  }, [grownKey, newEnd, at, goTo]);

  const { regenerate, edit, sendAgain, answerBeside } = sending;
  const ways = useMessageWays(thread.reader, conversationId);
  const comparison = useComparison(
    conversationId,
    thread.turns,
    { at, beside: search.get('beside') },
    answerBeside,
    goTo,
  );
  const { begin: compare } = comparison;
  const actions = useMemo<MessageActions>(
    () => ({
      free,
      regenerate(message, revision) {
        regenerate(message, revision);
        threadHandle.current?.toEnd();
      },
      compare,
      edit(message, changed) {
        edit(message, changed);
        threadHandle.current?.toEnd();
      },
      fork: ways.fork,
      remove: message => ways.remove(message, () => setSearch({}, { replace: true })),
      pin: ways.pin,
      judge: ways.judge,
      goTo,
      sendAgain,
      takeBack(turn) {
        giveBack({ message: turn.request?.message ?? '', attachments: turn.files });
        turns.dismiss(turn.key);
        input.current?.focus();
      },
    }),
    [free, regenerate, compare, edit, ways, setSearch, goTo, sendAgain, giveBack, turns],
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

  const waiting = useWaiting(conversationId, free && !sending.beginning && last !== undefined, last, sending.send);
  const send = (message: string) => {
    const outgoing = { message: message.trim(), attachments: attachments.take() };
    stop.forget();
    if (!free || waiting.messages.length > 0) waiting.add(outgoing);
    else sending.send(outgoing);
    setText('');
    threadHandle.current?.toEnd();
  };
  /** A question that is offered goes alone: what stands in the composer stays. With files it goes when they do. */
  const begin = (question: string) => {
    const outgoing = { message: question, attachments: [] };
    if (attachments.all.length > 0) {
      giveBack(outgoing);
      input.current?.focus();
      return;
    }
    stop.forget();
    sending.send(outgoing);
  };
  const running = [openTurn, comparison.openTurn].filter(turn => turn !== null);
  const stopAll = () => running.forEach(turn => void turns.cancel(turn.key));

  const onKeyDown = (event: KeyboardEvent<HTMLElement>) => {
    // Keys of menus and dialogs that were opened here come by too, wherever these stand.
    if (!(event.target instanceof Node && event.currentTarget.contains(event.target))) return;
    if (event.altKey && !event.shiftKey && (event.key === 'ArrowUp' || event.key === 'ArrowDown')) {
      event.preventDefault();
      threadHandle.current?.step(event.key === 'ArrowUp' ? -1 : 1);
    } else if (event.key === 'Escape' && event.target instanceof HTMLElement && event.target.dataset['row']) {
      input.current?.focus();
    }
  };

  const problem = thread.query.error ?? conversation.error;
  if (problem instanceof Problem && problem.status === 404) {
    return (
      <EmptyState
        sign="chat"
        title={t('missing.title')}
        action={<Button onClick={() => void navigate('/')}>{t('missing.begin')}</Button>}
      >
        {t('missing.words')}
      </EmptyState>
    );
  }

  const isEmpty = conversationId === undefined || (thread.isBlank && items.length === 0);
  const hasImages = attachments.all.some(item => item.isImage);
  return (
    <CitingContext value={citing}>
      <MessageActionsContext value={actions}>
        <ComparedContext value={comparison.compared}>
          {/* Keys that lead through the messages, from wherever the focus is here. */}
          {/* eslint-disable-next-line jsx-a11y/no-static-element-interactions */}
          <div className={styles.chat} onKeyDown={onKeyDown}>
            <div className={styles.main}>
              {!isEmpty && <VisuallyHidden component="h1">{titleOf(conversation.data)}</VisuallyHidden>}
              {isEmpty && <Starters onPick={begin} isBusy={sending.beginning} />}
              {!isEmpty && items.length === 0 && (
                <LoadingThread problem={problem} onRetry={() => void thread.query.refetch()} />
              )}
              {items.length > 0 && (
                <Thread
                  items={items}
                  earlier={thread.earlier}
                  target={sought}
                  found={found}
                  onArrived={onArrived}
                  handle={threadHandle}
                />
              )}
              <Announcer turn={openTurn ?? thread.turns.findLast(turn => turn.place !== null) ?? null} />
              <div className={styles.foot}>
                {sending.problem && <Notice tone="danger">{sentenceOf(sending.problem)}</Notice>}
                {stop.problem && <Notice tone="danger">{inOwnTime(stop.problem.message)}</Notice>}
                <QuotaNotice />
                <WaitingList
                  messages={waiting.messages}
                  isHeld={waiting.isHeld}
                  onSendNow={waiting.sendNow}
                  onRemove={waiting.remove}
                  onEdit={message => {
                    waiting.remove(message);
                    giveBack({ message: message.text, attachments: message.attachments });
                    input.current?.focus();
                  }}
                />
                <Composer
                  text={text}
                  onText={setText}
                  onSend={() => send(text)}
                  onStop={running.length > 0 ? stopAll : null}
                  stopping={running.length > 0 && running.every(turn => turn.cancelling)}
                  busy={sending.beginning}
                  attachments={attachments}
                  tools={
                    <>
                      <KnobControl
                        choice={knobs}
                        onChange={setKnobs}
                        adjusted={thread.turns.findLast(turn => turn.state.adjusted.length > 0)?.state.adjusted ?? []}
                      />
                      <ModelPicker
                        chosen={knobs.model}
                        onChoose={model => setKnobs({ ...knobs, model })}
                        hasImages={hasImages}
                      />
                      {conversationId === undefined ? (
                        <TemporarySwitch isOn={isTemporary} onChange={setTemporary} />
                      ) : (
                        <ContextGauge
                          conversationId={conversationId}
                          leaf={leaf}
                          model={knobs.model}
                          onShow={id => setSearch({ at: id }, { replace: true })}
                        />
                      )}
                    </>
                  }
                  input={input}
                />
                <p className={styles.small}>{t('check')}</p>
              </div>
            </div>
            {passage && (
              <Suspense>
                <SourcePanel passage={passage} onClose={closePanel} />
              </Suspense>
            )}
          </div>
        </ComparedContext>
      </MessageActionsContext>
    </CitingContext>
  );
}
