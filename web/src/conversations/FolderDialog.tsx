import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { Folder } from '../api/types';
import { Confirm } from '../ui/Confirm';
import { useDeleteFolder, useMakeFolder, useRenameFolder } from './foldersApi';
import { NameDialog } from './NameDialog';

type Props = { onClose: () => void } & ({ asking: 'make' } | { asking: 'rename' | 'delete'; folder: Folder });

const Longest = 100;

/** Makes, renames or deletes a folder. */
export default function FolderDialog(props: Props): ReactNode {
  const { t } = useTranslation(['conversations', 'common']);
  const make = useMakeFolder();
  const rename = useRenameFolder();
  const remove = useDeleteFolder();
  const { onClose } = props;
  if (props.asking === 'make') {
    return (
      <NameDialog
        title={t('newFolder')}
        label={t('folderName')}
        act={t('makeFolder')}
        name=""
        most={Longest}
        change={make}
        onName={name => make.mutate(name, { onSuccess: onClose })}
        onClose={onClose}
      />
    );
  }
  const { folder } = props;
  if (props.asking === 'rename') {
    return (
      <NameDialog
        title={t('renameFolder')}
        label={t('folderName')}
        act={t('common:rename')}
        name={folder.name}
        most={Longest}
        change={rename}
        onName={name => rename.mutate({ id: folder.id, name }, { onSuccess: onClose })}
        onClose={onClose}
      />
    );
  }
  return (
    <Confirm
      title={t('deleteFolder')}
      act={t('common:delete')}
      isBusy={remove.isPending}
      problem={remove.error}
      onAct={() => remove.mutate(folder.id, { onSuccess: onClose })}
      onClose={onClose}
    >
      {t('deleteFolderWords', { name: folder.name })}
    </Confirm>
  );
}
