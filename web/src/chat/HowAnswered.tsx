import { Modal, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { dataOf } from '../api/http';
import { sentenceOf } from '../api/problem';
import type { Feedback, Memory, Provenance, Retrieval } from '../api/types';
import { attachmentWays } from '../api/types';
import { Entered } from '../explain/Entered';
import { ExplanationView } from '../explain/ExplanationView';
import { WhyNot } from '../explain/WhyNot';
import { useServices } from '../services';
import { Notice } from '../ui/Notice';
import { AdjustedNote, useKnobLabel } from './AdjustedNote';
import styles from './Message.module.css';
import { ReusedWords } from './ReusedNote';

/** The provenance record of an answer, for people. */
export default function HowAnswered({ turnId, onClose }: { turnId: string; onClose: () => void }): ReactNode {
  const { http } = useServices();
  const { t } = useTranslation('chat');
  const record = useQuery({
    queryKey: ['provenance', turnId],
    queryFn: async ({ signal }) =>
      (await dataOf(
        http.api.GET('/v1/turns/{id}/provenance', { params: { path: { id: turnId } }, signal }),
      )) as unknown as Provenance,
    staleTime: 5_000,
  });
  return (
    <Modal opened onClose={onClose} title={t('how.title')} centered size="min(100%, 940px)">
      {record.error && <Notice tone="danger">{sentenceOf(record.error)}</Notice>}
      {record.isPending && <Skeleton height={120} />}
      {record.data && <Facts record={record.data} />}
      {record.data?.retrieval && <Found turnId={turnId} retrieval={record.data.retrieval} />}
    </Modal>
  );
}

/** What the answer was drawn from, and how that was found. */
function Found({ turnId, retrieval }: { turnId: string; retrieval: Retrieval }): ReactNode {
  const { http } = useServices();
  const { t } = useTranslation('chat');
  const [asked, setAsked] = useState<string | null>(null);
  const about = useQuery({
    queryKey: ['provenance', turnId, asked],
    enabled: asked !== null,
    queryFn: ({ signal }) =>
      http.ask<Provenance>('GET', `/v1/turns/${turnId}/provenance`, { query: { about: asked }, signal }),
  });
  const { explanation } = retrieval;
  return (
    <div data-testid="how-found">
      <Entered retrieval={retrieval} />
      {explanation ? (
        <>
          <ExplanationView
            explanation={explanation}
            answerable={retrieval.answerable}
            score={retrieval.answerable_score}
            onWhyNot={setAsked}
          />
          <WhyNot
            namespaces={explanation.filters.namespaces}
            asked={asked}
            verdict={about.data?.retrieval?.explanation?.about ?? null}
            isPending={about.isFetching}
            error={about.error}
            onAsk={setAsked}
          />
        </>
      ) : (
        <Notice>{t('how.notKept')}</Notice>
      )}
    </div>
  );
}

function Facts({ record }: { record: Provenance }): ReactNode {
  const { t, i18n } = useTranslation(['chat', 'common']);
  const labelOf = useKnobLabel();
  const number = (value: number) => value.toLocaleString(i18n.language);
  const ms = (value: number) => t('how.ms', { ms: number(Math.round(value)) });
  const knobs = Object.entries(record.knobs ?? {}).filter(([, value]) => value !== null && value !== undefined);
  const { usage } = record;
  const facts: [string, ReactNode][] = [
    [t('how.model'), record.model ?? t('how.none')],
    [t('how.deployment'), record.deployment ?? t('how.none')],
    [t('how.settings'), knobs.map(([name, value]) => `${labelOf(name)} ${value}`).join(' · ')],
    [t('how.memory'), record.memory ? <MemoryWords memory={record.memory} /> : ''],
    [t('how.files'), record.attachments?.length ? <FileWords files={record.attachments} /> : ''],
    [
      t('how.tokens'),
      usage ? t('how.tokensUsed', { read: number(usage.input_tokens), written: number(usage.output_tokens) }) : '',
    ],
    [t('how.cost'), usage?.cost ?? ''],
    [t('how.experiment'), record.experiment ? `${record.experiment.name}: ${record.experiment.variant}` : ''],
    [t('how.cache'), record.cache ? <ReusedWords reused={record.cache} /> : ''],
    [
      t('how.attempts'),
      record.attempts.map(attempt => `${attempt.deployment}: ${attempt.outcome}, ${ms(attempt.ms)}`).join(' · '),
    ],
    [
      t('how.timings'),
      Object.entries(record.timings_ms ?? {})
        .map(([step, took]) => `${step} ${ms(took)}`)
        .join(' · '),
    ],
    [t('how.feedback'), record.feedback ? <FeedbackWords feedback={record.feedback} /> : ''],
  ];
  return (
    <>
      <dl className={styles.facts}>
        {facts
          .filter(([, value]) => value !== '')
          .map(([name, value]) => (
            <div key={name}>
              <dt>{name}</dt>
              <dd>{value}</dd>
            </div>
          ))}
      </dl>
      <AdjustedNote adjusted={record.adjusted ?? []} />
    </>
  );
}

function MemoryWords({ memory }: { memory: Memory }): ReactNode {
  const { t } = useTranslation(['chat', 'common']);
  const kept = (['pinned', 'decision', 'open_question'] as const)
    .map(reason => ({ reason, count: (memory.kept ?? []).filter(item => item.reason === reason).length }))
    .filter(item => item.count > 0);
  return (
    <span data-testid="memory">
      {t('how.included', { count: memory.included.length })}
      {memory.left_out_count > 0 && ` ${t('how.leftOut', { count: memory.left_out_count })}`}
      {memory.summary && ` ${t('how.summary', { count: memory.summary.messages, by: memory.summary.made_by })}`}
      {kept.length > 0 &&
        ` ${t('how.kept')} ${kept.map(item => `${t(`kept.${item.reason}`)} ×${item.count}`).join(', ')}`}
    </span>
  );
}

/** How many of the attached files went which way. */
function FileWords({ files }: { files: NonNullable<Provenance['attachments']> }): ReactNode {
  const { t } = useTranslation('chat');
  const words = attachmentWays
    .map(way => ({ way, count: files.filter(file => file.way === way).length }))
    .filter(item => item.count > 0)
    .map(item => `${t(`how.way.${item.way}`)} ×${item.count}`);
  return <span data-testid="files-used">{words.join(', ')}</span>;
}

function FeedbackWords({ feedback }: { feedback: Feedback }): ReactNode {
  const { t } = useTranslation(['chat', 'common']);
  const reasons = feedback.reasons.map(reason => t(`feedback.reason.${reason as 'other'}`));
  return [t(`feedback.${feedback.rating}`), ...reasons, feedback.comment].filter(Boolean).join(' · ');
}
