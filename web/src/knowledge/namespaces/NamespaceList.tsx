import { Button, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import { sentenceOf } from '../../api/problem';
import type { Namespace } from '../../api/types';
import { Ago } from '../../ui/Ago';
import { EmptyState } from '../../ui/EmptyState';
import { Icon } from '../../ui/Icon';
import listing from '../../ui/Listing.module.css';
import styles from '../Knowledge.module.css';
import { useMayWrite, useNamespaces } from '../knowledgeApi';
import { placeOf } from '../places';
import { NewNamespace } from './NewNamespace';

/** The collections of documents that there are, with how much is in them. */
export function NamespaceList(): ReactNode {
  const { t } = useTranslation(['knowledge', 'common']);
  const list = useNamespaces();
  const mayWrite = useMayWrite();
  const [isMaking, setMaking] = useState(false);
  const names = list.data?.data ?? [];
  return (
    <div className={listing.column}>
      <div className={styles.head}>
        <h1>{t('title')}</h1>
        {mayWrite && (
          <Button size="compact-sm" onClick={() => setMaking(true)} data-testid="new-namespace">
            {t('namespaces.add')}
          </Button>
        )}
      </div>
      <p className={listing.lead}>{t('lead')}</p>
      {list.isPending && <Skeleton height={160} />}
      {list.error && (
        <EmptyState
          sign="warn"
          title={t('namespaces.failed')}
          action={<Button onClick={() => void list.refetch()}>{t('common:tryAgain')}</Button>}
        >
          {sentenceOf(list.error)}
        </EmptyState>
      )}
      {list.isSuccess && names.length === 0 && (
        <EmptyState sign="layers" title={t('namespaces.none')}>
          {t('namespaces.noneWords')}
        </EmptyState>
      )}
      {names.length > 0 && (
        <ul className={listing.rows} aria-label={t('namespaces.title')}>
          {names.map(one => (
            <Row key={one.name} one={one} />
          ))}
        </ul>
      )}
      {isMaking && <NewNamespace taken={names.map(one => one.name)} onClose={() => setMaking(false)} />}
    </div>
  );
}

function Row({ one }: { one: Namespace }): ReactNode {
  const { t } = useTranslation('knowledge');
  const renewal = one.embedding?.reembedding;
  return (
    <li className={listing.row} data-testid="namespace-row">
      <Icon sign="layers" />
      <div className={listing.name}>
        <Link className={listing.open} to={placeOf.namespace(one.name)}>
          {one.name}
        </Link>
        <span className={listing.facts}>
          {t('documentCount', { count: one.documents })} · {t('passages', { count: one.chunks })}
          {one.duplicates ? <> · {t('duplicateCount', { count: one.duplicates })}</> : null}
          {renewal && <> · {t('embedding.renewing', { done: renewal.done, total: renewal.total })}</>}
        </span>
      </div>
      <span className={styles.since}>
        {t('namespaces.since')} <Ago at={one.created_at} />
      </span>
    </li>
  );
}
