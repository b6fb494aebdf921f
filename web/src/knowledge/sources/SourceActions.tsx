import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem';
import type { KnowledgeSource } from '../../api/types';
import { IconButton } from '../../ui/IconButton';
import listing from '../../ui/Listing.module.css';
import { DeleteSource } from './DeleteSource';
import { useChangeSource, useRunSource } from './sourcesApi';

/** What can be done with a source where it stands in the list. */
export function SourceActions({ source }: { source: KnowledgeSource }): ReactNode {
  const { t } = useTranslation('knowledge');
  const { namespace, id, name } = source;
  const run = useRunSource(namespace, id);
  const change = useChangeSource(namespace, id);
  const [isAsking, setAsking] = useState(false);
  const isPaused = source.state === 'paused';
  const problem = run.error ?? change.error;
  return (
    <span className={listing.actions}>
      {problem && (
        <span role="alert" className={listing.error}>
          {sentenceOf(problem)}
        </span>
      )}
      {source.kind !== 'push' && (
        <IconButton
          sign="refresh"
          label={t('sources.runNamed', { name })}
          loading={run.isPending || source.state === 'running'}
          disabled={isPaused}
          onClick={() => run.mutate(false)}
        />
      )}
      <IconButton
        sign={isPaused ? 'play' : 'pause'}
        label={t(isPaused ? 'sources.resumeNamed' : 'sources.pauseNamed', { name })}
        loading={change.isPending}
        onClick={() => change.mutate({ paused: !isPaused })}
      />
      <IconButton sign="trash" label={t('sources.deleteNamed', { name })} onClick={() => setAsking(true)} />
      {isAsking && <DeleteSource source={source} onClose={() => setAsking(false)} />}
    </span>
  );
}
