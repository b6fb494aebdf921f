import { Badge, Progress } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../api/problem';
import type { KnowledgeDocument } from '../api/types';
import { Confirm } from '../ui/Confirm';
import { Icon } from '../ui/Icon';
import { IconButton } from '../ui/IconButton';
import listing from '../ui/Listing.module.css';
import { day, sizeOf } from '../ui/moments';
import { isWorking, useDeleteDocument, useRetryDocument } from './knowledgeApi';
import { i18n } from '../i18n/i18n';

interface Props {
  document: KnowledgeDocument;
  onOpen: () => void;
}

/** One document: how far it is, and what can be done with it. */
export function DocumentRow({ document, onOpen }: Props): ReactNode {
  const { t } = useTranslation('knowledge');
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
            aria-label={t('progressOf', { title })}
          />
        )}
        {document.error && <span className={listing.error}>{document.error}</span>}
        {retry.error && <span className={listing.error}>{sentenceOf(retry.error)}</span>}
      </div>
      <Badge
        variant="light"
        color={document.state === 'failed' ? 'danger' : document.state === 'ready' ? 'accent' : 'gray'}
      >
        {t(`states.${document.state}`)}
      </Badge>
      <span className={listing.actions}>
        {document.state === 'failed' && (
          <IconButton
            sign="refresh"
            label={t('retry', { title })}
            loading={retry.isPending}
            onClick={() => retry.mutate(document)}
          />
        )}
        <IconButton sign="trash" label={t('delete', { title })} onClick={() => setAsking(true)} />
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
  const { t } = useTranslation(['knowledge', 'common']);
  const remove = useDeleteDocument();
  return (
    <Confirm
      title={t('deleteTitle')}
      act={t('common:delete')}
      isBusy={remove.isPending}
      problem={remove.error}
      onAct={() => remove.mutate(document, { onSuccess: onClose })}
      onClose={onClose}
    >
      {t('deleteWords', { title })}
    </Confirm>
  );
}

function factsOf(document: KnowledgeDocument): string {
  if (isWorking(document)) {
    return [document.step ?? i18n.t('knowledge:inLine'), document.progress > 0 ? `${document.progress} %` : null]
      .filter(Boolean)
      .join(' · ');
  }
  const facts = [sizeOf(document.bytes)];
  if (document.state === 'ready') facts.push(i18n.t('knowledge:passages', { count: document.chunks }));
  facts.push(day(document.updated_at));
  return facts.join(' · ');
}
