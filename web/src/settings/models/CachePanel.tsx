import { Button, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem';
import { Confirm } from '../../ui/Confirm';
import { Notice } from '../../ui/Notice';
import { moment, number, sizeOf, spanOf } from '../../ui/moments';
import listing from '../../ui/Listing.module.css';
import { Panel } from '../Panel';
import { useAnswerCache, useEmptyCache } from './cacheApi';
import { CacheTable } from './CacheTable';

/** The answers that are kept to be given again, what that saved, and a way to forget them. */
export function CachePanel(): ReactNode {
  const { t } = useTranslation('models');
  const cache = useAnswerCache();
  const empty = useEmptyCache();
  const [isAsking, setAsking] = useState(false);
  const close = () => setAsking(false);
  const { shared, memory } = cache.data ?? {};
  const facts = [
    shared && t('cache.kept', { entries: number(shared.entries), similar: number(shared.similar) }),
    shared?.oldest_at && t('cache.oldest', { at: moment(shared.oldest_at) }),
    memory && t('cache.memory', { entries: number(memory.entries), size: sizeOf(memory.bytes) }),
    cache.data && t('cache.lifetime', { span: spanOf(cache.data.lifetime_s) }),
  ];
  return (
    <Panel
      title={t('cache.title')}
      lead={t('cache.lead')}
      action={
        <Button variant="default" onClick={() => setAsking(true)} disabled={!cache.data} data-testid="empty-cache">
          {t('cache.empty')}
        </Button>
      }
    >
      {cache.isPending && <Skeleton height={120} mt="md" />}
      {!cache.data && cache.error && <Notice tone="danger">{sentenceOf(cache.error)}</Notice>}
      {cache.data && (
        <>
          <p className={listing.facts} data-testid="cache-facts">
            {facts.filter(Boolean).join(' · ')}
          </p>
          <CacheTable exact={cache.data.exact} semantic={cache.data.semantic} />
        </>
      )}
      {isAsking && (
        <Confirm
          title={t('cache.emptyTitle')}
          act={t('cache.empty')}
          isBusy={empty.isPending}
          problem={empty.error}
          onAct={() => empty.mutate(undefined, { onSuccess: close })}
          onClose={close}
        >
          {t('cache.emptyWords')}
        </Confirm>
      )}
    </Panel>
  );
}
