import type { ReactNode } from 'react';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { Adjustment } from '../api/types';
import { IconButton } from '../ui/IconButton';
import { later } from '../ui/later';
import styles from './Composer.module.css';
import type { KnobChoice } from './knobs';
import { settings } from './knobs';

const KnobDrawer = later(() => import('./KnobDrawer'));

interface Props {
  choice: KnobChoice;
  onChange: (choice: KnobChoice) => void;
  adjusted: readonly Adjustment[];
}

/** Opens the answer settings; a dot says that some are not as usual. */
export function KnobControl({ choice, onChange, adjusted }: Props): ReactNode {
  const { t } = useTranslation('chat');
  const [isOpen, setOpen] = useState(false);
  const changed = Object.keys(settings(choice)).length;
  return (
    <>
      <span className={styles.knobs}>
        <IconButton
          sign="sliders"
          label={changed > 0 ? t('knobs.openChanged', { count: changed }) : t('knobs.title')}
          tip={false}
          data-testid="knobs"
          data-set={changed > 0 || undefined}
          aria-haspopup="dialog"
          onClick={() => setOpen(true)}
        />
        {changed > 0 && <span className={styles.dot} aria-hidden="true" />}
      </span>
      {isOpen && (
        <Suspense>
          <KnobDrawer choice={choice} onChange={onChange} onClose={() => setOpen(false)} adjusted={adjusted} />
        </Suspense>
      )}
    </>
  );
}
