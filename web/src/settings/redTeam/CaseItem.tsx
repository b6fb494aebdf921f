import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './RedTeam.module.css';
import type { Case } from './redTeamApi';

/** One attack: how it ended and why, and on demand all that was said. */
export function CaseItem({ one }: { one: Case }): ReactNode {
  const { t } = useTranslation('redTeam');
  const guards = one.guards.map(guard => `${guard.guard}: ${guard.kind} (${guard.action})`);
  return (
    <li>
      <details className={styles.case}>
        <summary>
          <strong>{one.attack}</strong> · {t(`verdicts.${one.verdict as 'succeeded'}`)} · {one.language}
          {one.why && <span className={styles.why}>{one.why}</span>}
        </summary>
        {guards.length > 0 && <p className={styles.why}>{t('guards', { guards: guards.join(', ') })}</p>}
        {one.calls.length > 0 && <p className={styles.why}>{t('calls', { calls: one.calls.join(', ') })}</p>}
        <dl className={styles.said}>
          {one.transcript.map((line, place) => (
            // What was said does not change, and its place is all that tells two lines apart.
            <div key={place}>
              <dt>{t(`roles.${line.role as 'user'}`)}</dt>
              <dd>{line.text}</dd>
            </div>
          ))}
        </dl>
      </details>
    </li>
  );
}
