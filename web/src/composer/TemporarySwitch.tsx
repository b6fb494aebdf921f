import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './Composer.module.css';

/** Whether the conversation that is about to begin leaves anything behind. */
export function TemporarySwitch({ isOn, onChange }: { isOn: boolean; onChange: (isOn: boolean) => void }): ReactNode {
  const { t } = useTranslation('chat');
  return (
    <label className={styles.picker} title={t('temporary.hint')}>
      <input
        type="checkbox"
        data-testid="temporary"
        checked={isOn}
        onChange={event => onChange(event.currentTarget.checked)}
      />
      <span>{t('temporary.label')}</span>
    </label>
  );
}
