import { Button, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link, useNavigate, useParams } from 'react-router';
import { sentenceOf } from '../../api/problem';
import type { KnowledgeSource } from '../../api/types';
import { Notice } from '../../ui/Notice';
import styles from '../Knowledge.module.css';
import { placeOf } from '../places';
import { DeleteSource } from './DeleteSource';
import { LastRun } from './LastRun';
import { PushHelp } from './PushHelp';
import { SourceBadge } from './SourceBadge';
import { SourceFacts } from './SourceFacts';
import { SourceItems } from './SourceItems';
import { useChangeSource, useRunSource, useSource } from './sourcesApi';

/** One source: how it is set, what its last run did, and all that it brought. */
export function SourcePage({ namespace }: { namespace: string }): ReactNode {
  const { t } = useTranslation(['knowledge', 'common']);
  const id = useParams()['id']!;
  const own = useSource(namespace, id);
  if (own.data === undefined) {
    return own.error ? (
      <Notice
        tone="danger"
        action={
          <Button variant="subtle" size="compact-sm" onClick={() => void own.refetch()}>
            {t('common:tryAgain')}
          </Button>
        }
      >
        {sentenceOf(own.error)}
      </Notice>
    ) : (
      <Skeleton height={280} />
    );
  }
  const source = own.data;
  return (
    <div data-testid="source-page" data-state={source.state}>
      <div className={styles.head}>
        <h2 className={styles.name}>{source.name}</h2>
        <SourceBadge state={source.state} />
      </div>
      <Actions source={source} />
      {source.last_run?.error && <Notice tone="danger">{source.last_run.error}</Notice>}
      <LastRun source={source} />
      <SourceFacts source={source} />
      {source.kind === 'push' && <PushHelp source={source} />}
      <SourceItems source={source} />
    </div>
  );
}

function Actions({ source }: { source: KnowledgeSource }): ReactNode {
  const { t } = useTranslation(['knowledge', 'common']);
  const { namespace, id } = source;
  const navigate = useNavigate();
  const run = useRunSource(namespace, id);
  const change = useChangeSource(namespace, id);
  const [isAsking, setAsking] = useState(false);
  const isPaused = source.state === 'paused';
  const problem = run.error ?? change.error;
  return (
    <>
      <div className={styles.actions}>
        {source.kind !== 'push' && (
          <>
            <Button
              size="compact-sm"
              loading={run.isPending || source.state === 'running'}
              disabled={isPaused}
              onClick={() => run.mutate(false)}
              data-testid="run-source"
            >
              {t('sources.run')}
            </Button>
            <Button
              size="compact-sm"
              variant="default"
              disabled={isPaused || source.state === 'running'}
              onClick={() => run.mutate(true)}
            >
              {t('sources.runFull')}
            </Button>
          </>
        )}
        <Button
          size="compact-sm"
          variant="default"
          loading={change.isPending}
          onClick={() => change.mutate({ paused: !isPaused })}
        >
          {t(isPaused ? 'sources.resume' : 'sources.pause')}
        </Button>
        <Button component={Link} to={`${placeOf.source(namespace, id)}/edit`} size="compact-sm" variant="default">
          {t('sources.edit')}
        </Button>
        <Button size="compact-sm" variant="default" c="danger" onClick={() => setAsking(true)}>
          {t('common:delete')}
        </Button>
      </div>
      {problem && <Notice tone="danger">{sentenceOf(problem)}</Notice>}
      {isAsking && (
        <DeleteSource
          source={source}
          onDeleted={() => void navigate(placeOf.sources(namespace))}
          onClose={() => setAsking(false)}
        />
      )}
    </>
  );
}
