import { Modal, Skeleton } from '@mantine/core';
import { useQuery } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { dataOf } from '../api/http';
import { sentenceOf } from '../api/problem';
import type { Provenance } from '../api/types';
import { useServices } from '../services';
import { Notice } from '../ui/Notice';
import { AdjustedNote } from './AdjustedNote';
import { labelOfKnob } from './knobs';
import styles from './Message.module.css';

/** The provenance record of an answer, for people. */
export function HowAnswered({ turnId, onClose }: { turnId: string; onClose: () => void }): ReactNode {
  const { http } = useServices();
  const record = useQuery({
    queryKey: ['provenance', turnId],
    queryFn: ({ signal }) =>
      dataOf(http.api.GET('/v1/turns/{id}/provenance', { params: { path: { id: turnId } }, signal })),
    staleTime: 60_000,
  });
  return (
    <Modal opened onClose={onClose} title="How this was answered" centered>
      {record.error && <Notice tone="danger">{sentenceOf(record.error)}</Notice>}
      {record.isPending && <Skeleton height={120} />}
      {record.data && <Facts record={record.data} />}
    </Modal>
  );
}

function Facts({ record }: { record: Provenance }): ReactNode {
  const knobs = Object.entries(record.knobs ?? {}).filter(([, value]) => value !== null && value !== undefined);
  const facts: [string, ReactNode][] = [
    ['Model', record.model ?? 'none'],
    ['Deployment', record.deployment ?? 'none'],
    ['Settings', knobs.map(([name, value]) => `${labelOfKnob(name)} ${value}`).join(' · ')],
    ['Tokens', record.usage ? `${record.usage.input_tokens} read, ${record.usage.output_tokens} written` : ''],
    ['Cost', record.usage?.cost ?? ''],
    [
      'Attempts',
      record.attempts
        .map(attempt => `${attempt.deployment}: ${attempt.outcome}, ${Math.round(attempt.ms)} ms`)
        .join(' · '),
    ],
    [
      'Timings',
      Object.entries(record.timings_ms ?? {})
        .map(([step, ms]) => `${step} ${Math.round(ms)} ms`)
        .join(' · '),
    ],
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
