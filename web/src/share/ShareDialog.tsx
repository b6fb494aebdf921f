import { Button, Group, Modal, Select, Text } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../api/problem';
import type { Conversation } from '../api/types';
import { CopyButton } from '../ui/CopyButton';
import { day } from '../ui/moments';
import { Notice } from '../ui/Notice';
import { ShareRows } from './ShareRows';
import { useShare, useShares } from './shareApi';
import styles from './Share.module.css';

const periods = [1, 7, 30, 90, 365];

/** Makes a link to a conversation as it stands now, and takes links back. */
export function ShareDialog({ conversation, onClose }: { conversation: Conversation; onClose: () => void }): ReactNode {
  const { t } = useTranslation('share');
  const share = useShare();
  const shares = useShares(conversation.id);
  const [days, setDays] = useState('30');
  const url = share.data?.url ?? null;
  return (
    <Modal opened onClose={onClose} title={t('title')} centered>
      <div data-testid="share-dialog" className={styles.dialog}>
        <Text size="sm">{t('words')}</Text>
        {share.error && <Notice tone="danger">{sentenceOf(share.error)}</Notice>}
        {url !== null && share.data ? (
          <>
            <div className={styles.link} data-testid="share-link">
              <span>{url}</span>
              <CopyButton text={() => url} label={t('copyLink')} />
            </div>
            <Text size="sm" c="dimmed">
              {t('once', { day: day(share.data.expires_at) })}
            </Text>
          </>
        ) : (
          <Group align="flex-end">
            <Select
              label={t('expires')}
              data={periods.map(count => ({ value: String(count), label: t('days', { count }) }))}
              value={days}
              onChange={value => value && setDays(value)}
              allowDeselect={false}
              flex={1}
            />
            <Button
              loading={share.isPending}
              onClick={() => share.mutate({ id: conversation.id, days: Number(days) })}
              data-autofocus
            >
              {t('make')}
            </Button>
          </Group>
        )}
        {shares.items.length > 0 && (
          <>
            <h3 className={styles.heading}>{t('links')}</h3>
            <ShareRows shares={shares.items} label={t('links')} />
          </>
        )}
      </div>
    </Modal>
  );
}
