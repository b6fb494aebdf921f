import { Button, CloseButton, Progress } from '@mantine/core';
import type { DragEvent, ReactNode } from 'react';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Trans } from 'react-i18next';
import { Icon } from '../ui/Icon';
import listing from '../ui/Listing.module.css';
import styles from './Knowledge.module.css';
import type { Upload } from './useUploads';

const Accepted = '.md,.markdown,.txt,.text,.html,.htm,text/plain,text/markdown,text/html';

interface Props {
  uploads: readonly Upload[];
  onFiles: (files: File[]) => void;
  onDismiss: (id: number) => void;
}

/** Takes files, by choosing or by dropping, and shows them on their way. */
export function UploadArea({ uploads, onFiles, onDismiss }: Props): ReactNode {
  const { t } = useTranslation('knowledge');
  const input = useRef<HTMLInputElement>(null);
  const [isOver, setOver] = useState(false);
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    onFiles([...event.dataTransfer.files]);
  };
  return (
    <>
      {/* Dropping is a second way; the button does the same by keyboard. */}
      {}
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
        <Button size="compact-md" variant="default" onClick={() => input.current?.click()}>
          {t('upload.choose')}
        </Button>
        <span className={styles.hint}>{t('upload.kinds')}</span>
        <input
          ref={input}
          type="file"
          multiple
          accept={Accepted}
          hidden
          data-testid="upload-input"
          aria-label={t('upload.files')}
          onChange={event => {
            onFiles([...(event.currentTarget.files ?? [])]);
            event.currentTarget.value = '';
          }}
        />
      </div>
      {uploads.length > 0 && (
        <ul className={listing.rows} aria-label={t('upload.list')}>
          {uploads.map(upload => (
            <li key={upload.id} className={listing.row} data-testid="upload-row">
              <Icon sign="upload" />
              <div className={listing.name}>
                <span className={listing.title}>{upload.name}</span>
                {upload.problem ? (
                  <span className={listing.error} role="alert">
                    {upload.problem}
                  </span>
                ) : (
                  <Progress
                    value={upload.share * 100}
                    size="sm"
                    aria-label={t('upload.uploading', { name: upload.name })}
                  />
                )}
              </div>
              {upload.problem && (
                <CloseButton
                  aria-label={t('upload.dismiss', { name: upload.name })}
                  onClick={() => onDismiss(upload.id)}
                />
              )}
            </li>
          ))}
        </ul>
      )}
    </>
  );
}
