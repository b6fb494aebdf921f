import { Badge } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KnowledgeSource, SourceItem } from '../../api/types';
import { Choice } from '../../settings/Choice';
import { ListBody, Panel } from '../../settings/Panel';
import { Ago } from '../../ui/Ago';
import listing from '../../ui/Listing.module.css';
import { useNamesOfTags } from '../access/accessApi';
import { accessWords } from '../access/tags';
import { useSourceItems } from './sourcesApi';

const states = ['all', 'current', 'pending', 'failed', 'skipped', 'deleted'] as const;
const colours = { current: 'accent', pending: 'gray', failed: 'danger', skipped: 'gray', deleted: 'gray' } as const;

/** What a source has seen, with what became of each and why. */
export function SourceItems({ source }: { source: KnowledgeSource }): ReactNode {
  const { t } = useTranslation('knowledge');
  const [state, setState] = useState<(typeof states)[number]>('all');
  const list = useSourceItems(source, state === 'all' ? '' : state);
  const items = list.data?.pages.flatMap(page => page.data) ?? [];
  return (
    <Panel
      title={t('items.title')}
      lead={t('items.lead')}
      action={
        <Choice
          aria-label={t('items.filter')}
          data={states.map(one => ({ value: one, label: t(`items.states.${one}`) }))}
          value={state}
          onPick={value => setState(value as typeof state)}
          size="xs"
          w={170}
        />
      }
    >
      <ListBody list={{ ...list, items }} none={t('items.none')}>
        <ul className={listing.rows} aria-label={t('items.title')}>
          {items.map(item => (
            <Row key={item.external_id} item={item} />
          ))}
        </ul>
      </ListBody>
    </Panel>
  );
}

function Row({ item }: { item: SourceItem }): ReactNode {
  const { t } = useTranslation('knowledge');
  const names = useNamesOfTags();
  return (
    <li className={listing.row} data-testid="source-item" data-state={item.state}>
      <div className={listing.name}>
        <span className={listing.title} title={item.url ?? item.external_id}>
          {item.external_id}
        </span>
        <span className={listing.facts}>
          {t('items.seen')} <Ago at={item.last_seen} /> · {accessWords(item.acl, names)}
        </span>
        {item.error && <span className={listing.error}>{item.error}</span>}
      </div>
      <Badge variant="light" color={colours[item.state]}>
        {t(`items.states.${item.state}`)}
      </Badge>
    </li>
  );
}
