import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { KnowledgeDocument } from '../../api/types';
import { Confirm } from '../../ui/Confirm';
import { nameOf, useDeleteDocument } from '../knowledgeApi';

interface Props {
  document: KnowledgeDocument;
  onDeleted?: () => void;
  onClose: () => void;
}

export function DeleteDocument({ document, onDeleted, onClose }: Props): ReactNode {
  const { t } = useTranslation(['knowledge', 'common']);
  const remove = useDeleteDocument();
  return (
    <Confirm
      title={t('deleteTitle')}
      act={t('common:delete')}
      isBusy={remove.isPending}
      problem={remove.error}
      onAct={() => remove.mutate(document, { onSuccess: onDeleted ?? onClose })}
      onClose={onClose}
    >
      {t('deleteWords', { title: nameOf(document) })}
    </Confirm>
  );
}
