import { useLocalStorage } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { Suspense, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../ui/IconButton';
import { later } from '../ui/later';
import styles from './ConversationList.module.css';
import { FolderRow } from './FolderRow';
import { useFolders } from './foldersApi';

const FolderDialog = later(() => import('./FolderDialog'));

/** The folders, each of which opens onto its conversations. */
export function FolderList({ onPick }: { onPick: () => void }): ReactNode {
  const { t } = useTranslation('conversations');
  const folders = useFolders();
  const [making, setMaking] = useState(false);
  const [open, setOpen] = useLocalStorage<string[]>({
    key: 'parley.folders',
    defaultValue: [],
    getInitialValueInEffect: false,
  });
  if (!folders.data) return null;
  return (
    <section aria-label={t('folders')}>
      <div className={styles.heading}>
        <h3 className={styles.age}>{t('folders')}</h3>
        <IconButton sign="add" iconSize={16} label={t('newFolder')} size={26} onClick={() => setMaking(true)} />
      </div>
      {folders.data.length > 0 && (
        <ul className={styles.rows}>
          {folders.data.map(folder => (
            <FolderRow
              key={folder.id}
              folder={folder}
              isOpen={open.includes(folder.id)}
              onToggle={is => setOpen(now => (is ? [...now, folder.id] : now.filter(id => id !== folder.id)))}
              onPick={onPick}
            />
          ))}
        </ul>
      )}
      {making && (
        <Suspense>
          <FolderDialog asking="make" onClose={() => setMaking(false)} />
        </Suspense>
      )}
    </section>
  );
}
