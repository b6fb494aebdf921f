import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import styles from './Knowledge.module.css';

/** The way back up, from what is around this to what is nearest. */
export function Trail({ steps }: { steps: readonly { to: string; name: string }[] }): ReactNode {
  const { t } = useTranslation('knowledge');
  return (
    <nav aria-label={t('trail')}>
      <ol className={styles.trail}>
        {steps.map(step => (
          <li key={step.to}>
            <Link to={step.to}>{step.name}</Link>
          </li>
        ))}
      </ol>
    </nav>
  );
}
