import { Button, Portal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from './MissingPart.module.css';
import { Notice } from './Notice';

/** Stands for a part that could not be fetched. A browser may never ask again for what failed once; a new page does. */
export function MissingPart({ button }: { button?: ReactNode }): ReactNode {
  const { t } = useTranslation();
  return (
    <>
      {button}
      <Portal>
        <div className={styles.place} data-testid="missing-part">
          <Notice
            tone="danger"
            action={
              <Button size="compact-md" variant="default" onClick={() => window.location.reload()}>
                {t('problem.reload')}
              </Button>
            }
          >
            {t('problem.page')}
          </Notice>
        </div>
      </Portal>
    </>
  );
}
