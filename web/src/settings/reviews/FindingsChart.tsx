import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { day as dayWords, number } from '../../ui/moments';
import settings from '../Settings.module.css';
import { byKind, dayBars } from './dayBars';
import type { FoundOnDay } from './findingsApi';
import styles from './Reviews.module.css';
import { actionWord, kindWord } from './words';

/** How much was found on each day, and of which kind; the table says in words what the bars show. */
export function FindingsChart({ found, days }: { found: readonly FoundOnDay[]; days: number }): ReactNode {
  const { t } = useTranslation('reviews');
  const [now] = useState(() => Date.now());
  const bars = dayBars(found, days, now);
  const most = Math.max(1, ...bars.map(bar => bar.times));
  const all = bars.reduce((sum, bar) => sum + bar.times, 0);
  const at = (day: string) => dayWords(`${day}T12:00:00Z`);
  return (
    <>
      <div
        className={styles.chart}
        role="img"
        aria-label={t('findings.chart', { all: number(all), most: number(most) })}
        data-testid="findings-chart"
      >
        {bars.map(bar => (
          <span
            key={bar.day}
            className={styles.bar}
            style={{ height: `${(100 * bar.times) / most}%` }}
            title={`${at(bar.day)}: ${number(bar.times)}`}
          />
        ))}
      </div>
      <div className={styles.ends} aria-hidden="true">
        <span>{at(bars[0]!.day)}</span>
        <span>{at(bars.at(-1)!.day)}</span>
      </div>
      <table className={settings.table} data-testid="findings-by-kind">
        <caption className={styles.facts}>{t('findings.byKind')}</caption>
        <thead>
          <tr>
            <th>{t('findings.guard')}</th>
            <th>{t('findings.kind')}</th>
            <th>{t('findings.action')}</th>
            <th data-number>{t('findings.times')}</th>
          </tr>
        </thead>
        <tbody>
          {byKind(found).map(one => (
            <tr key={`${one.guard} ${one.kind} ${one.action}`}>
              <td>{kindWord(one.guard)}</td>
              <td>{kindWord(one.kind)}</td>
              <td>{actionWord(t, one.action)}</td>
              <td data-number>{number(one.times)}</td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}
