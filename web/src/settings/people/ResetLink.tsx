import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem';
import { Notice } from '../../ui/Notice';
import { Secret } from '../Secret';
import styles from '../Settings.module.css';
import { useResetLink } from './peopleApi';

/** A link by which somebody sets a new password, for when no mail is sent here. */
export function ResetLink({ user, name, onClose }: { user: string; name: string; onClose: () => void }): ReactNode {
  const { t } = useTranslation('settings');
  const make = useResetLink();
  return (
    <Modal opened onClose={onClose} title={t('resetLink.title')} centered>
      {make.data ? (
        <Secret label={t('resetLink.give', { name })} value={make.data.link} />
      ) : (
        <div className={styles.form}>
          <span>{t('resetLink.words', { name })}</span>
          {make.error && <Notice tone="danger">{sentenceOf(make.error)}</Notice>}
          <Button loading={make.isPending} onClick={() => make.mutate(user)}>
            {t('resetLink.act')}
          </Button>
        </div>
      )}
    </Modal>
  );
}
