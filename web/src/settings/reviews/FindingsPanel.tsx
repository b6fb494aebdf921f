import { useDebouncedValue } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { TextField } from '../../ui/TextField';
import { moment, number } from '../../ui/moments';
import { Choice } from '../Choice';
import { ListBody, Panel } from '../Panel';
import settings from '../Settings.module.css';
import { FindingsChart } from './FindingsChart';
import type { FindingFilter } from './findingsApi';
import { useFindings, useFoundByDay } from './findingsApi';
import styles from './Reviews.module.css';
import { actionWord, kindWord, sourceWord } from './words';

const actions = ['', 'allow', 'redact', 'review', 'handoff', 'block'] as const;
const guards = ['', 'harm', 'rule', 'injection', 'term', 'pattern', 'personal_data', 'leak', 'link'] as const;
const spans = ['7', '30', '90'] as const;
const exampleKind = 'violence';

/** What guards found, counted and one after the other; never with a text. */
export default function FindingsPanel(): ReactNode {
  const { t } = useTranslation('reviews');
  const [filter, setFilter] = useState<FindingFilter>({ guard: '', kind: '', action: '', days: '30' });
  const [debounced] = useDebouncedValue(filter, 300);
  const asked = { ...debounced, kind: debounced.kind.trim() };
  const change = (part: Partial<FindingFilter>) => setFilter(now => ({ ...now, ...part }));
  const days = useFoundByDay(asked);
  const findings = useFindings(asked);
  return (
    <Panel title={t('findings.title')} lead={t('findings.lead')}>
      <div className={styles.filters} role="group" aria-label={t('findings.filters')}>
        <Choice
          label={t('findings.span')}
          data={spans.map(value => ({ value, label: t('findings.days', { count: Number(value) }) }))}
          value={filter.days}
          onPick={span => change({ days: span })}
        />
        <Choice
          label={t('findings.guard')}
          data={guards.map(value => ({ value: value as string, label: value === '' ? t('any') : kindWord(value) }))}
          value={filter.guard}
          onPick={guard => change({ guard })}
        />
        <Choice
          label={t('findings.action')}
          data={actions.map(value => ({
            value: value as string,
            label: t(value === '' ? 'any' : `actions.${value}`),
          }))}
          value={filter.action}
          onPick={action => change({ action })}
        />
        <TextField
          label={t('findings.kind')}
          placeholder={exampleKind}
          value={filter.kind}
          onText={kind => change({ kind })}
          autoCapitalize="none"
          spellCheck={false}
        />
      </div>
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
