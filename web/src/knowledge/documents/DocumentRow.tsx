import { Badge, Progress } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { sentenceOf } from '../../api/problem';
import type { KnowledgeDocument } from '../../api/types';
import { Ago } from '../../ui/Ago';
import { Icon } from '../../ui/Icon';
import { IconButton } from '../../ui/IconButton';
import listing from '../../ui/Listing.module.css';
import { sizeOf } from '../../ui/moments';
import { useNamesOfTags } from '../access/accessApi';
import { AccessDialog } from '../access/AccessDialog';
import { accessWords, Members } from '../access/tags';
import { isWorking, nameOf, useMayWrite, useRetryDocument } from '../knowledgeApi';
import { placeOf } from '../places';
import { DeleteDocument } from './DeleteDocument';
import { StepWords } from './StepWords';

/** One document: how far it is, and what can be done with it. */
export function DocumentRow({ document }: { document: KnowledgeDocument }): ReactNode {
  const { t } = useTranslation('knowledge');
  const [asking, setAsking] = useState<'delete' | 'access' | null>(null);
  const retry = useRetryDocument();
  const mayWrite = useMayWrite();
  const title = nameOf(document);
  return (
    <li className={listing.row} data-testid="document-row" data-state={document.state}>
      <Icon sign="file" />
      <div className={listing.name}>
        <Link className={listing.open} to={placeOf.document(document.namespace, document.id)}>
          {title}
        </Link>
        <Facts document={document} />
        {isWorking(document) && (
          <Progress
            value={document.progress}
            size="sm"
            striped={document.state === 'running'}
            animated={document.state === 'running'}
            aria-label={t('progressOf', { title })}
          />
        )}
        {document.error && <span className={listing.error}>{document.error}</span>}
        {retry.error && <span className={listing.error}>{sentenceOf(retry.error)}</span>}
      </div>
      <StateBadge state={document.state} />
      {mayWrite && (
        <span className={listing.actions}>
          {document.state === 'failed' && (
            <IconButton
              sign="refresh"
              label={t('retry', { title })}
              loading={retry.isPending}
              onClick={() => retry.mutate(document)}
            />
          )}
          <IconButton sign="lock" label={t('access.of', { title })} onClick={() => setAsking('access')} />
          <IconButton sign="trash" label={t('delete', { title })} onClick={() => setAsking('delete')} />
        </span>
      )}
      {asking === 'delete' && <DeleteDocument document={document} onClose={() => setAsking(null)} />}
      {asking === 'access' && <AccessDialog document={document} onClose={() => setAsking(null)} />}
    </li>
  );
}

export function StateBadge({ state }: { state: KnowledgeDocument['state'] }): ReactNode {
  const { t } = useTranslation('knowledge');
  return (
    <Badge variant="light" color={state === 'failed' ? 'danger' : state === 'ready' ? 'accent' : 'gray'}>
      {t(`states.${state}`)}
    </Badge>
  );
}

function Facts({ document }: { document: KnowledgeDocument }): ReactNode {
  const { t } = useTranslation('knowledge');
  const names = useNamesOfTags();
  if (isWorking(document)) {
    return (
      <span className={listing.facts}>
        <StepWords document={document} />
      </span>
    );
  }
  const isOpen = document.acl.length === 1 && document.acl[0] === Members;
  return (
    <span className={listing.facts}>
      {sizeOf(document.bytes)}
      {document.state === 'ready' && <> · {t('passages', { count: document.chunks })}</>}
      {' · '}
      <Ago at={document.updated_at} />
      {!isOpen && document.acl.length > 0 && <> · {accessWords(document.acl, names)}</>}
      {document.duplicate_of && (
        <>
          {' · '}
          <Link className={listing.link} to={placeOf.document(document.namespace, document.duplicate_of)}>
            {t('duplicate')}
          </Link>
        </>
      )}
    </span>
  );
}
