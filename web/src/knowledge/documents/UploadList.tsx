import { Button, Progress } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../../ui/Icon';
import { IconButton } from '../../ui/IconButton';
import listing from '../../ui/Listing.module.css';
import { sizeOf } from '../../ui/moments';
import styles from '../Knowledge.module.css';
import type { Upload } from './uploadQueue';
import { useUploads } from './useUploads';

/** The files on their way, each with how far it is and what can be done with it. */
export function UploadList({ namespace }: { namespace: string }): ReactNode {
  const { t } = useTranslation(['knowledge', 'common']);
  const { queue, uploads } = useUploads();
  const own = uploads.filter(upload => upload.namespace === namespace);
  const open = own.filter(upload => upload.state !== 'arrived');
  const arrived = own.length - open.length;
  const failed = open.filter(upload => upload.state === 'failed').length;
  return (
    <>
      <div className={styles.uploadHead} role="status" data-testid="upload-status">
        {own.length > 0 && (
          <span>
            {t('upload.arrived', { count: own.length, arrived })}
            {failed > 0 && ` ${t('upload.failed', { count: failed })}`}
          </span>
        )}
        {open.length > 1 && (
          <Button variant="subtle" size="compact-sm" onClick={() => queue.cancelAll(namespace)}>
            {failed === open.length ? t('upload.clear') : t('upload.cancelAll')}
          </Button>
        )}
      </div>
      {open.length > 0 && (
        <ul className={`${listing.rows} ${styles.uploads}`} aria-label={t('upload.list')}>
          {open.map(upload => (
            <UploadRow
              key={upload.id}
              upload={upload}
              onCancel={() => queue.cancel(upload.id)}
              onAgain={() => queue.again(upload.id)}
            />
          ))}
        </ul>
      )}
    </>
  );
}

interface RowProps {
  upload: Upload;
  onCancel: () => void;
  onAgain: () => void;
}

function UploadRow({ upload, onCancel, onAgain }: RowProps): ReactNode {
  const { t } = useTranslation('knowledge');
  const { name, state, problem } = upload;
  const percent = Math.round(upload.share * 100);
  return (
    <li className={listing.row} data-testid="upload-row" data-state={state}>
      <Icon sign={state === 'failed' ? 'warn' : 'upload'} />
      <div className={listing.name}>
        <span className={listing.title}>{name}</span>
        {problem ? (
          <span className={listing.error} role="alert">
            {problem}
          </span>
        ) : (
          <>
            <Progress value={percent} size="sm" aria-label={t('upload.uploading', { name })} />
            <span className={listing.facts}>
              {sizeOf(upload.size)} · {state === 'waiting' ? t('upload.waiting') : t('upload.sent', { percent })}
            </span>
          </>
        )}
      </div>
      <span className={listing.actions}>
        {state === 'failed' && <IconButton sign="refresh" label={t('upload.again', { name })} onClick={onAgain} />}
        <IconButton
          sign="close"
          label={state === 'failed' ? t('upload.dismiss', { name }) : t('upload.cancel', { name })}
          onClick={onCancel}
        />
      </span>
    </li>
  );
}
