import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { memo, Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Feedback, Message } from '../api/types';
import type { Citing } from '../citations/citing';
import { CitingContext, useCiting } from '../citations/citing';
import { SourceList } from '../citations/SourceList';
import { ownWords } from '../i18n/ownWords';
import { Answer } from '../markdown/Answer';
import { RestoreButton } from '../restoring/RestoreButton';
import type { Restoring } from '../restoring/useRestoring';
import { RestoredContext, useRestoring } from '../restoring/useRestoring';
import type { LiveTurn } from '../turns/liveTurn';
import { CopyButton } from '../ui/CopyButton';
import { withTexts } from '../i18n/areas';
import { later } from '../ui/later';
import { Logo } from '../ui/Logo';
import { inOwnTime } from '../ui/moments';
import { Notice } from '../ui/Notice';
import { ToolButton } from '../ui/ToolButton';
import { AdjustedNote } from './AdjustedNote';
import { AppealNote } from './AppealNote';
import { BranchSwitcher } from './BranchSwitcher';
import { FeedbackTools } from './FeedbackTools';
import styles from './Message.module.css';
import { useMessageActions } from './messageActions';
import { MessageMenu } from './MessageMenu';
import { NoSource } from './NoSource';
import { ReusedNote } from './ReusedNote';
import type { ThreadItem } from './thread';
import { shownMessage } from './thread';

const FeedbackForm = later(() => import('./FeedbackForm'));
const HowAnswered = later(withTexts(['explain'], () => import('./HowAnswered')));

const noSources: Citing['sources'] = [];

interface Props extends Omit<ThreadItem, 'key'> {
  /** What stands under it instead of its tools. */
  foot?: ReactNode;
}

/** An answer, while it is written and after. */
export const AssistantMessage = memo(function AssistantMessage({ foot, ...item }: Props): ReactNode {
  const { turn } = item;
  const message = shownMessage({ ...item, key: '' });
  const citing = useCiting();
  const restoring = useRestoring(message);
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
      data-pinned={message.pinned || undefined}
      aria-busy={running}
    >
      <div className={styles.avatar}>
        <Logo size={26} />
      </div>
      <div className={styles.body}>
        <CitingContext value={own}>
          {message.content !== '' && (
            <RestoredContext value={restoring.values}>
              <Answer text={message.content} unsupported={message.unsupported} streaming={running} />
            </RestoredContext>
          )}
          {running && <Progress turn={turn} hasText={message.content !== ''} />}
          {!running && <SourceList citations={message.citations} />}
          <NoSource message={message} />
          {!running && <ReusedNote message={message} />}
          <Ending message={message} turn={turn} />
          {isRefused(message, turn) && message.turn_id && <AppealNote turnId={message.turn_id} />}
          {turn?.state.notices.map(notice => (
            <Notice key={notice}>{notice}</Notice>
          ))}
        </CitingContext>
        {!running && <AdjustedNote adjusted={turn?.state.adjusted ?? []} />}
        {foot ?? (!running && !item.pending && <Tools message={message} restoring={restoring} />)}
      </div>
    </div>
  );
});

/** Whether a guard refused to have it answered: the end of the turn says so, and later the message. */
const isRefused = (message: Message, turn: LiveTurn | null): boolean =>
  message.is_refused === true || turn?.state.end?.data.finish_reason === 'refused';

function Progress({ turn, hasText }: { turn: LiveTurn | null; hasText: boolean }): ReactNode {
  const { t } = useTranslation(['chat', 'common']);
  const words = progressWords();
  if (hasText && words === null) return null;
  return (
    <div className={styles.progress} role="status">
      <span className={styles.dots} aria-hidden="true">
        <i />
        <i />
        <i />
      </span>
      <span className={words === null ? styles.unseen : undefined}>{words ?? t('progress.writing')}</span>
    </div>
  );

  function progressWords(): string | null {
    if (turn === null) return null;
    if (turn.cancelling) return t('progress.stopping');
    if (turn.state.queue) {
      const { position, eta_s: eta } = turn.state.queue;
      return eta ? t('progress.queueFor', { position, seconds: Math.ceil(eta) }) : t('progress.queue', { position });
    }
    return turn.state.restarted ? t('progress.restarted') : null;
  }
}

function Ending({ message, turn }: { message: Message; turn: LiveTurn | null }): ReactNode {
  const { t } = useTranslation(['chat', 'common']);
  const actions = useMessageActions();
  const again = (
    <Button size="compact-sm" variant="default" disabled={!actions.free} onClick={() => actions.regenerate(message)}>
      {t('common:tryAgain')}
    </Button>
  );
  if (turn?.phase === 'refused') return <Notice tone="danger">{inOwnTime(turn.problem?.message ?? '')}</Notice>;
  if (message.state === 'cancelled') return <p className={styles.ending}>{t('ending.cancelled')}</p>;
  if (message.state === 'interrupted') {
    return (
      <Notice tone="warn" action={again}>
        {t('ending.interrupted')}
      </Notice>
    );
  }
  if (message.state === 'failed') {
    const end = turn?.state.end?.data;
    return (
      <Notice tone="danger" action={again}>
        {ownWords(end?.code ?? '', end ?? {}) ?? inOwnTime(end?.detail || t('ending.failed'))}
      </Notice>
    );
  }
  return null;
}

function Tools({ message, restoring }: { message: Message; restoring: Restoring }): ReactNode {
  const { t } = useTranslation(['chat', 'common']);
  const actions = useMessageActions();
  const [explaining, setExplaining] = useState(false);
  const [asking, setAsking] = useState<Feedback['rating'] | null>(null);
  const canBeJudged = message.feedback !== undefined && message.sibling_count !== undefined;
  return (
    <>
      <div className={styles.tools}>
        <BranchSwitcher message={message} onPick={actions.goTo} />
        <CopyButton text={() => message.content} label={t('actions.copyAnswer')} />
        <ToolButton
          sign="refresh"
          label={t('actions.regenerate')}
          data-testid="regenerate"
          disabled={!actions.free}
          onClick={() => actions.regenerate(message)}
        />
        {canBeJudged && <FeedbackTools message={message} onAsk={setAsking} />}
        <RestoreButton message={message} restoring={restoring} />
        <PinButton message={message} />
        {message.turn_id && (
          <ToolButton
            sign="info"
            label={t('actions.howAnswered')}
            data-testid="how-answered"
            onClick={() => setExplaining(true)}
          />
        )}
        {message.sibling_count !== undefined && <MessageMenu message={message} />}
        {message.model && <span className={styles.model}>{message.model}</span>}
      </div>
      {asking !== null && (
        <Suspense>
          <FeedbackForm key={asking} message={message} rating={asking} onClose={() => setAsking(null)} />
        </Suspense>
      )}
      {explaining && message.turn_id && (
        <Suspense>
          <HowAnswered turnId={message.turn_id} onClose={() => setExplaining(false)} />
        </Suspense>
      )}
    </>
  );
}

/** Keeps a message in what the model reads, however long the conversation becomes. */
export function PinButton({ message }: { message: Message }): ReactNode {
  const { t } = useTranslation(['chat', 'common']);
  const { pin } = useMessageActions();
  const [isBusy, setBusy] = useState(false);
  if (message.pinned === undefined) return null;
  const toggle = () => {
    setBusy(true);
    void pin(message, !message.pinned)
      .catch(() => undefined)
      .finally(() => setBusy(false));
  };
  return (
    <ToolButton
      sign="pin"
      label={message.pinned ? t('actions.unpin') : t('actions.pin')}
      aria-pressed={message.pinned}
      data-testid="pin"
      disabled={isBusy}
      onClick={toggle}
    />
  );
}
