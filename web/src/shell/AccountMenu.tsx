import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useMe } from '../settings/useMe';
import { Icon } from '../ui/Icon';
import { later } from '../ui/later';
import { OnUse } from '../ui/OnUse';
import styles from './Sidebar.module.css';

const OpenAccountMenu = later(() => import('./OpenAccountMenu'));

/** Who is signed in, and what belongs to that person. */
export function AccountMenu({ onPick }: { onPick: () => void }): ReactNode {
  const { t } = useTranslation('shell');
  const me = useMe();
  const name = me.data?.user?.name || me.data?.user?.email || t('signedIn');
  const button = (
    <button type="button" className={styles.account} data-testid="account">
      <span className={styles.initial} aria-hidden="true">
        {name.slice(0, 1)}
      </span>
      <span className={styles.who}>
        <span>{name}</span>
        {me.data && <span>{me.data.tenant.name}</span>}
      </span>
      <Icon sign="more" size={16} />
    </button>
  );
  return (
    <OnUse button={button} opens="menu" onNear={OpenAccountMenu.fetch}>
      <OpenAccountMenu button={button} onPick={onPick} />
    </OnUse>
  );
}
