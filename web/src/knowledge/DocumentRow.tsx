import { Badge, Progress } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { sentenceOf } from '../api/problem';
import type { DocumentState, KnowledgeDocument } from '../api/types';
import { Confirm } from '../ui/Confirm';
import { Icon } from '../ui/Icon';
import { IconButton } from '../ui/IconButton';
import listing from '../ui/Listing.module.css';
import { isWorking, useDeleteDocument, useRetryDocument } from './knowledgeApi';

const stateWords: Record<DocumentState, string> = {
  queued: 'Waiting',
  running: 'Working',
  ready: 'Ready',
  failed: 'Failed',
};

interface Props {
  document: KnowledgeDocument;
  onOpen: () => void;
}

/** One document: how far it is, and what can be done with it. */
export function DocumentRow({ document, onOpen }: Props): ReactNode {
  const [asking, setAsking] = useState(false);
  const retry = useRetryDocument();
  const title = document.title || document.external_id || document.id;
  return (
    <li className={listing.row} data-testid="document-row" data-state={document.state}>
      <Icon sign="file" />
      <div className={listing.name}>
        {document.state === 'ready' ? (
          <button type="button" className={listing.open} onClick={onOpen}>
            {title}
          </button>
        ) : (
          <span className={listing.title}>{title}</span>
        )}
        <span className={listing.facts}>{factsOf(document)}</span>
        {isWorking(document) && (
          <Progress
            value={document.progress}
            size="sm"
            striped={document.state === 'running'}
            animated={document.state === 'running'}
            aria-label={`Progress of ${title}`}
          />
        )}
        {document.error && <span className={listing.error}>{document.error}</span>}
        {retry.error && <span className={listing.error}>{sentenceOf(retry.error)}</span>}
      </div>
      <Badge
        variant="light"
        color={document.state === 'failed' ? 'danger' : document.state === 'ready' ? 'accent' : 'gray'}
      >
        {stateWords[document.state]}
      </Badge>
      <span className={listing.actions}>
        {document.state === 'failed' && (
          <IconButton
            sign="refresh"
            label={`Retry ${title}`}
            loading={retry.isPending}
            onClick={() => retry.mutate(document)}
          />
        )}
        <IconButton sign="trash" label={`Delete ${title}`} onClick={() => setAsking(true)} />
      </span>
      {asking && <Delete document={document} title={title} onClose={() => setAsking(false)} />}
    </li>
  );
}

function Delete({
  document,
  title,
  onClose,
}: {
  document: KnowledgeDocument;
  title: string;
  onClose: () => void;
}): ReactNode {
  const remove = useDeleteDocument();
  return (
    <Confirm
      title="Delete document?"
      act="Delete"
      isBusy={remove.isPending}
      problem={remove.error}
      onAct={() => remove.mutate(document, { onSuccess: onClose })}
      onClose={onClose}
    >
      “{title}” will be erased, and answers will no longer use it.
    </Confirm>
  );
}

function factsOf(document: KnowledgeDocument): string {
  if (isWorking(document)) {
    return [document.step ?? 'in line', document.progress > 0 ? `${document.progress} %` : null]
      .filter(Boolean)
      .join(' · ');
  }
  const facts = [sizeOf(document.bytes)];
  if (document.state === 'ready') facts.push(document.chunks === 1 ? '1 passage' : `${document.chunks} passages`);
  facts.push(new Date(document.updated_at).toLocaleDateString(undefined, { dateStyle: 'medium' }));
  return facts.join(' · ');
}

export function sizeOf(bytes: number): string {
  if (bytes < 1000) return `${bytes} B`;
  if (bytes < 1_000_000) return `${(bytes / 1000).toFixed(bytes < 10_000 ? 1 : 0)} kB`;
  return `${(bytes / 1_000_000).toFixed(1)} MB`;
}
