import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { KnowledgeSource } from '../../api/types';
import { ListBody, Panel } from '../../settings/Panel';
import { Ago } from '../../ui/Ago';
import { Icon } from '../../ui/Icon';
import listing from '../../ui/Listing.module.css';
import { placeOf } from '../places';
import { RunWords } from './RunWords';
import { SourceActions } from './SourceActions';
import { SourceBadge } from './SourceBadge';
import { signOf } from './sourceFields';
import { useSources } from './sourcesApi';
import { scheduleWords } from './words';

/** Where the documents of a namespace come from by themselves. */
export function SourceList({ namespace }: { namespace: string }): ReactNode {
  const { t } = useTranslation('knowledge');
  const list = useSources(namespace);
  const items = list.data?.pages.flatMap(page => page.data) ?? [];
  return (
    <Panel
      title={t('sources.title')}
      lead={t('sources.lead')}
      action={
        <Button component={Link} to={`${placeOf.sources(namespace)}/new`} size="compact-sm" data-testid="new-source">
          {t('sources.add')}
        </Button>
      }
    >
      <ListBody list={{ ...list, items }} none={t('sources.none')}>
        <ul className={listing.rows} aria-label={t('sources.title')}>
          {items.map(source => (
            <Row key={source.id} source={source} />
          ))}
        </ul>
      </ListBody>
    </Panel>
  );
}

function Row({ source }: { source: KnowledgeSource }): ReactNode {
  const { t } = useTranslation('knowledge');
  const { last_run: run, next_run_at: next } = source;
  return (
    <li className={listing.row} data-testid="source-row" data-state={source.state}>
      <Icon sign={signOf[source.kind]} />
      <div className={listing.name}>
        <Link className={listing.open} to={placeOf.source(source.namespace, source.id)}>
          {source.name}
        </Link>
        <span className={listing.facts}>
          {t(`sources.kinds.${source.kind}.name`)}
          {source.kind !== 'push' && <> · {scheduleWords(source.schedule)}</>}
          {next && source.state !== 'paused' && (
            <>
              {' · '}
              {t('sources.next')} <Ago at={next} />
            </>
          )}
        </span>
        <span className={listing.facts}>{run === null ? t('sources.neverRun') : <RunWords run={run} />}</span>
        {run?.error && <span className={listing.error}>{run.error}</span>}
      </div>
      <SourceBadge state={source.state} />
      <SourceActions source={source} />
    </li>
  );
}
