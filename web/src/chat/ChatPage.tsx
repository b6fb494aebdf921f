import { VisuallyHidden } from '@mantine/core';
import type { ReactNode } from 'react';
import { Suspense, useCallback, useEffect, useMemo, useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { useParams, useSearchParams } from 'react-router';
import { Problem, sentenceOf } from '../api/problem';
import { Composer } from '../composer/Composer';
import { useKnobChoice } from '../composer/knobs';
import { useComposing } from '../composer/useComposing';
import { WaitingList } from '../composer/WaitingList';
import { CitingContext } from '../citations/citing';
import { titleOf, useConversation } from '../conversations/conversationsApi';
import { withTexts } from '../i18n/areas';
import { QuotaNotice } from '../limits/QuotaNotice';
import { useServices } from '../services';
import { later } from '../ui/later';
import { inOwnTime } from '../ui/moments';
import { Notice } from '../ui/Notice';
import { Announcer } from './Announcer';
import styles from './Chat.module.css';
import { ComparedContext } from './compared';
import { ComposerTools } from './ComposerTools';
import { LoadingThread } from './LoadingThread';
import type { MessageActions } from './messageActions';
import { MessageActionsContext } from './messageActions';
import { MissingConversation } from './MissingConversation';
import { Starters } from './Starters';
import type { ThreadHandle } from './Thread';
import { Thread } from './Thread';
import { useChatKeys } from './useChatKeys';
import { useCitedPassage } from './useCitedPassage';
import { useComparison } from './useComparison';
import { useHardStop } from './useHardStop';
import { useMessageWays } from './useMessageWays';
import { useArrival, useNewEnd } from './usePlace';
import { useSending } from './useSending';
import { useThread } from './useThread';
import { useWaiting } from './useWaiting';

const SourcePanel = later(withTexts(['viewer'], () => import('./SourcePanel')));

/** One conversation, or the beginning of one. */
export function ChatPage(): ReactNode {
  const { conversationId } = useParams();
  return <Chat key={conversationId ?? 'new'} conversationId={conversationId} />;
}

function Chat({ conversationId }: { conversationId: string | undefined }): ReactNode {
  const { t } = useTranslation('chat');
  const { turns } = useServices();
  const [search, setSearch] = useSearchParams();
  const at = search.get('at');
  const [knobs, setKnobs] = useKnobChoice();
  const source = useCitedPassage();
  const input = useRef<HTMLTextAreaElement>(null);
  const threadHandle = useRef<ThreadHandle>(null);

  const conversation = useConversation(conversationId);
  const thread = useThread(conversationId, at);
  const { text, setText, attachments, giveBack } = useComposing(conversationId);
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
  const sending = useSending(conversationId, at, leaf, knobs, search.get('temporary') === '1');
  const { openTurn } = thread;
  const free = openTurn === null;

  useEffect(() => {
    document.title = conversationId === undefined ? 'Parley' : t('pageTitle', { title: titleOf(conversation.data) });
  }, [conversationId, conversation.data, t]);

  const { sought, found, onArrived } = useArrival(at);

  /** Another version stands where the one before stood: there is nowhere to go to on the screen. */
  const goTo = useCallback(
    (id: string, beside?: string) =>
      setSearch(beside === undefined ? { at: id } : { at: id, beside }, { replace: true, state: { isHere: true } }),
    [setSearch],
  );

  useNewEnd(at, thread.turns, goTo);

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

  const onKeyDown = useChatKeys(input, threadHandle);
  const problem = thread.query.error ?? conversation.error;
  if (problem instanceof Problem && problem.status === 404) return <MissingConversation />;

  const isEmpty = conversationId === undefined || (thread.isBlank && items.length === 0);
  return (
    <CitingContext value={source.citing}>
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
                    <ComposerTools
                      conversationId={conversationId}
                      leaf={leaf}
                      turns={thread.turns}
                      knobs={knobs}
                      onKnobs={setKnobs}
                      hasImages={attachments.all.some(item => item.isImage)}
                    />
                  }
                  input={input}
                />
                <p className={styles.small}>{t('check')}</p>
              </div>
            </div>
            {source.passage && (
              <Suspense>
                <SourcePanel passage={source.passage} onClose={source.close} />
              </Suspense>
            )}
          </div>
        </ComparedContext>
      </MessageActionsContext>
    </CitingContext>
  );
}
