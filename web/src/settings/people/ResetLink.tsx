import { Button, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { sentenceOf } from '../../api/problem';
import { Notice } from '../../ui/Notice';
import { Secret } from '../Secret';
import styles from '../Settings.module.css';
import { useResetLink } from './peopleApi';

/** A link by which somebody sets a new password, for when no mail is sent here. */
export function ResetLink({ user, name, onClose }: { user: string; name: string; onClose: () => void }): ReactNode {
  const make = useResetLink();
  return (
    <Modal opened onClose={onClose} title="Link for a new password" centered>
      {make.data ? (
        <Secret label={`Give this link to ${name}. It works once.`} value={make.data.link} />
      ) : (
        <div className={styles.form}>
          <span>A link by which {name} sets a new password. Links made before stop working.</span>
          {make.error && <Notice tone="danger">{sentenceOf(make.error)}</Notice>}
          <Button loading={make.isPending} onClick={() => make.mutate(user)}>
            Make the link
          </Button>
        </div>
      )}
    </Modal>
  );
}
