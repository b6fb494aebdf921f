import type { ReactNode } from 'react';
import { useRef } from 'react';
import { useTranslation } from 'react-i18next';
import { Icon } from '../ui/Icon';
import { IconButton } from '../ui/IconButton';
import { ToolButton } from '../ui/ToolButton';
import styles from './Composer.module.css';
import type { Attachments } from './useAttachments';

/** The files that will go with the message, and how far each has come. */
export function AttachmentTray({ attachments }: { attachments: Attachments }): ReactNode {
  const { t } = useTranslation('chat');
  return (
    <>
      {attachments.all.length > 0 && (
        <ul className={styles.tray} aria-label={t('attachments.list')}>
          {attachments.all.map(item => (
            <li
              key={item.key}
              className={styles.file}
              data-testid="attachment"
              data-state={item.problem ? 'failed' : item.attachment ? 'ready' : 'running'}
            >
              <Icon sign={item.isImage ? 'image' : 'file'} size={16} />
              <span className={styles.fileName}>
                <bdi>{item.name}</bdi>
                <span role={item.problem ? 'alert' : undefined}>
                  {item.problem ??
                    (item.attachment ? '' : t('attachments.sent', { percent: Math.round(item.share * 100) }))}
                </span>
              </span>
              <ToolButton
                sign="close"
                iconSize={14}
                label={t('attachments.remove', { name: item.name })}
                onClick={() => attachments.remove(item.key)}
              />
              {!item.attachment && !item.problem && (
                <span className={styles.progress} style={{ transform: `scaleX(${item.share})` }} />
              )}
            </li>
          ))}
        </ul>
      )}
      {/* It stands there before it says anything: what comes together with its words is not read aloud. */}
      <p role="status" className={styles.uploading} data-testid="uploading">
        {attachments.isBusy && t('attachments.wait')}
      </p>
    </>
  );
}

export function AttachButton({ attachments }: { attachments: Attachments }): ReactNode {
  const { t } = useTranslation('chat');
  const input = useRef<HTMLInputElement>(null);
  return (
    <>
      <IconButton
        sign="clip"
        label={t('attachments.add')}
        data-testid="attach"
        onClick={() => input.current?.click()}
      />
      <input
        ref={input}
        type="file"
        multiple
        hidden
        data-testid="attach-input"
        aria-label={t('attachments.add')}
        onChange={event => {
          attachments.add(Array.from(event.currentTarget.files ?? []));
          event.currentTarget.value = '';
        }}
      />
    </>
  );
}
