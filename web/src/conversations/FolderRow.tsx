import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { Suspense, useMemo, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../api/problem';
import type { Folder } from '../api/types';
import { Icon } from '../ui/Icon';
import { IconButton } from '../ui/IconButton';
import { later } from '../ui/later';
import { OnUse } from '../ui/OnUse';
import styles from './ConversationList.module.css';
import { useConversations } from './conversationsApi';
import type { View } from './listCache';
import { Rows, useShown } from './Rows';

const FolderMenu = later(() => import('./FolderMenu'));
const FolderDialog = later(() => import('./FolderDialog'));

interface Props {
  folder: Folder;
  isOpen: boolean;
  onToggle: (is: boolean) => void;
  onPick: () => void;
}

/** One folder, and what is in it once it is open. */
export function FolderRow({ folder, isOpen, onToggle, onPick }: Props): ReactNode {
  const { t } = useTranslation('conversations');
  const [asking, setAsking] = useState<'rename' | 'delete' | null>(null);
  const options = (
    <IconButton sign="more" label={t('optionsOfFolder', { name: folder.name })} size={28} className={styles.more} />
  );
  return (
    <li>
      <div className={styles.row} data-testid="folder-row">
        <button type="button" className={styles.folder} aria-expanded={isOpen} onClick={() => onToggle(!isOpen)}>
          <Icon sign="folder" size={16} />
          <span className={styles.title} dir="auto">
            {folder.name}
          </span>
        </button>
        <OnUse button={options} opens="menu" onNear={FolderMenu.fetch}>
          <FolderMenu button={options} onAsk={setAsking} />
        </OnUse>
      </div>
      {isOpen && <Contents folder={folder.id} onPick={onPick} />}
      {asking !== null && (
        <Suspense>
          <FolderDialog asking={asking} folder={folder} onClose={() => setAsking(null)} />
        </Suspense>
      )}
    </li>
  );
}

function Contents({ folder, onPick }: { folder: string; onPick: () => void }): ReactNode {
  const { t } = useTranslation('conversations');
  const view = useMemo<View>(() => ({ kind: 'folder', id: folder }), [folder]);
  const list = useConversations(view);
  const items = useShown(list.data?.pages, view);
  return (
    <div className={styles.inside}>
      {list.error && <p className={styles.none}>{sentenceOf(list.error)}</p>}
      {list.isSuccess && items.length === 0 && <p className={styles.none}>{t('folderEmpty')}</p>}
      <Rows items={items} onPick={onPick} />
      {list.hasNextPage && (
        <Button
          variant="subtle"
          color="gray"
          size="compact-sm"
          fullWidth
          loading={list.isFetchingNextPage}
          onClick={() => void list.fetchNextPage()}
        >
          {t('older')}
        </Button>
      )}
    </div>
  );
}
