import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { moment, number } from '../../ui/moments';
import { ListBody, Panel } from '../Panel';
import settings from '../Settings.module.css';
import { FilterBar } from './FilterBar';
import { FindingsChart } from './FindingsChart';
import type { FindingFilter } from './findingsApi';
import { useFindings, useFoundByDay } from './findingsApi';
import styles from './Reviews.module.css';
import { useFilter } from './useFilter';
import { actionWord, kindWord, sourceWord } from './words';

const actions = ['', 'allow', 'redact', 'review', 'handoff', 'block'] as const;
const guards = ['', 'harm', 'rule', 'injection', 'term', 'pattern', 'personal_data', 'leak', 'link'] as const;
const spans = ['7', '30', '90'] as const;
const exampleKind = 'violence';

/** What guards found, counted and one after the other; never with a text. */
export default function FindingsPanel(): ReactNode {
  const { t } = useTranslation('reviews');
  const { filter, asked, change } = useFilter<FindingFilter>({ guard: '', kind: '', action: '', days: '30' });
  const days = useFoundByDay(asked);
  const findings = useFindings(asked);
  return (
    <Panel title={t('findings.title')} lead={t('findings.lead')}>
      <FilterBar
        label={t('findings.filters')}
        picks={[
          {
            label: t('findings.span'),
            value: filter.days,
            data: spans.map(value => ({ value, label: t('findings.days', { count: Number(value) }) })),
            onPick: (span: FindingFilter['days']) => change({ days: span }),
          },
          {
            label: t('findings.guard'),
            value: filter.guard,
            data: guards.map(value => ({ value, label: value === '' ? t('any') : kindWord(value) })),
            onPick: (guard: string) => change({ guard }),
          },
          {
            label: t('findings.action'),
            value: filter.action,
            data: actions.map(value => ({ value, label: t(value === '' ? 'any' : `actions.${value}`) })),
            onPick: (action: string) => change({ action }),
          },
        ]}
        kindLabel={t('findings.kind')}
        exampleKind={exampleKind}
        kind={filter.kind}
        onKind={kind => change({ kind })}
      />
      {days.data && days.data.data.length > 0 && <FindingsChart found={days.data.data} days={Number(asked.days)} />}
      <ListBody list={findings} none={t('findings.none')}>
        <div className={settings.wide} role="group" aria-label={t('findings.each')} tabIndex={0}>
          <table className={settings.table}>
            <caption className={styles.facts}>{t('findings.each')}</caption>
            <thead>
              <tr>
                <th>{t('findings.when')}</th>
                <th>{t('findings.guard')}</th>
                <th>{t('findings.kind')}</th>
                <th>{t('findings.action')}</th>
                <th>{t('findings.source')}</th>
                <th data-number>{t('findings.score')}</th>
              </tr>
            </thead>
            <tbody>
              {findings.items.map(found => (
                <tr key={found.id} data-testid="finding">
                  <td title={found.turn_id ?? undefined}>{moment(found.at)}</td>
                  <td>{kindWord(found.guard)}</td>
                  <td>{kindWord(found.kind)}</td>
                  <td>{actionWord(t, found.action)}</td>
                  <td>{sourceWord(t, found.source)}</td>
                  <td data-number>{number(found.score, 2)}</td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </ListBody>
    </Panel>
  );
}
