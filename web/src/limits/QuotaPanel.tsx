import type { ReactNode } from 'react';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { OpenedPanel } from '../ui/OpenedPanel';
import type { OpenerElement } from '../ui/useOpened';
import type { Meter } from './meters';
import Meters from './Meters';
import styles from './Quota.module.css';

interface Props {
  button: OpenerElement;
  meters: readonly Meter[];
  refresh: () => Promise<unknown>;
}

/** What is left of every limit, asked for anew whenever somebody looks. */
export default function QuotaPanel({ button, meters, refresh }: Props): ReactNode {
  return (
    <OpenedPanel button={button} position="top-end" className={styles.meters}>
      {() => <Fresh meters={meters} refresh={refresh} />}
    </OpenedPanel>
  );
}

function Fresh({ meters, refresh }: Omit<Props, 'button'>): ReactNode {
  const { t } = useTranslation('limits');
  useEffect(() => {
    void refresh();
  }, [refresh]);
  return <Meters meters={meters} label={t('yours')} />;
}
