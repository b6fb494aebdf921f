import { Button } from '@mantine/core';
import type { DragEvent, ReactNode } from 'react';
import { useRef, useState } from 'react';
import { Trans, useTranslation } from 'react-i18next';
import { Icon } from '../../ui/Icon';
import { AccessOfNew } from '../access/AccessOfNew';
import { Members } from '../access/tags';
import styles from '../Knowledge.module.css';
import { AddByAddress } from './AddByAddress';
import { AddText } from './AddText';
import { UploadList } from './UploadList';
import { useUploads } from './useUploads';

/** Takes documents in: files by choosing or dropping them, what stands at an address, and what is written here. */
export function UploadArea({ namespace }: { namespace: string }): ReactNode {
  const { t } = useTranslation('knowledge');
  const { queue } = useUploads();
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const [acl, setAcl] = useState<readonly string[]>([Members]);
  const [adding, setAdding] = useState<'address' | 'text' | null>(null);
  const take = (files: FileList | null) => queue.add(namespace, [...(files ?? [])], acl);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    take(event.dataTransfer.files);
  };
  return (
    <>
      {/* Dropping is a second way; the button does the same by keyboard. */}
      <div
        className={styles.drop}
        data-over={isOver || undefined}
        onDragOver={event => {
          event.preventDefault();
          setOver(true);
        }}
        onDragLeave={() => setOver(false)}
        onDrop={drop}
      >
        <Icon sign="upload" size={24} />
        <span>
          <Trans t={t} i18nKey="upload.drop" components={{ strong: <strong /> }} />
        </span>
        <span className={styles.ways}>
          <Button size="compact-sm" variant="default" onClick={() => input.current?.click()}>
            {t('upload.choose')}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => setAdding('address')} data-testid="add-address">
            {t('add.address')}
          </Button>
          <Button size="compact-sm" variant="default" onClick={() => setAdding('text')} data-testid="add-text">
            {t('add.text')}
          </Button>
        </span>
        <span className={styles.hint}>{t('upload.kinds')}</span>
        <AccessOfNew acl={acl} onTags={setAcl} />
        <input
          ref={input}
          type="file"
          multiple
          hidden
          data-testid="upload-input"
          aria-label={t('upload.files')}
          onChange={event => {
            take(event.currentTarget.files);
            event.currentTarget.value = '';
          }}
        />
      </div>
      <UploadList namespace={namespace} />
      {adding === 'address' && <AddByAddress namespace={namespace} acl={acl} onClose={() => setAdding(null)} />}
      {adding === 'text' && <AddText namespace={namespace} acl={acl} onClose={() => setAdding(null)} />}
    </>
  );
}
