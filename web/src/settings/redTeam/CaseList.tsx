import { NativeSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { ListBody } from '../Panel';
import styles from './RedTeam.module.css';
import { CaseItem } from './CaseItem';
import { useCases } from './redTeamApi';

const ways = {
  against: 'succeeded,refused',
  right: 'resisted,answered',
  unclear: 'failed,undelivered,unjudged',
} as const;

type Way = keyof typeof ways;

/** The attacks of a run with what was said, those first that count against the assistant. */
export function CaseList({ id, families }: { id: string; families: readonly string[] }): ReactNode {
  const { t } = useTranslation('redTeam');
  const [way, setWay] = useState<Way>('against');
  const [family, setFamily] = useState('');
  const cases = useCases(id, ways[way], family === '' ? null : family);
  return (
    <section aria-label={t('casesTitle')}>
      <h3 className={styles.heading}>{t('casesTitle')}</h3>
      <div className={styles.filters}>
        <NativeSelect
          label={t('way')}
          value={way}
          onChange={event => setWay(event.currentTarget.value as Way)}
          data={(Object.keys(ways) as Way[]).map(value => ({ value, label: t(`ways.${value}`) }))}
        />
        <NativeSelect
          label={t('family')}
          value={family}
          onChange={event => setFamily(event.currentTarget.value)}
          data={[{ value: '', label: t('all') }, ...families.map(value => ({ value, label: value }))]}
        />
      </div>
      <ListBody list={cases} none={t('noCases')}>
        <ul className={styles.cases} data-testid="cases">
          {cases.items.map(one => (
            <CaseItem key={String(one.number)} one={one} />
          ))}
        </ul>
      </ListBody>
    </section>
  );
}
