import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import type { KnowledgeDocument } from '../../api/types';
import { SettingForm } from '../../settings/SettingForm';
import { Notice } from '../../ui/Notice';
import { nameOf } from '../knowledgeApi';
import { useChangeAccess } from './accessApi';
import { AccessField } from './AccessField';

/** Shows and changes who may read a document. */
export function AccessDialog({ document, onClose }: { document: KnowledgeDocument; onClose: () => void }): ReactNode {
  const { t } = useTranslation(['knowledge', 'common']);
  const change = useChangeAccess();
  const [acl, setAcl] = useState<readonly string[]>(document.acl);
  const title = t('access.of', { title: nameOf(document) });
  return (
    <Modal opened onClose={onClose} title={title} centered>
      <SettingForm
        name={title}
        testId="access-form"
        act={t('common:save')}
        change={change}
        isReady={acl.length > 0 && acl.join() !== document.acl.join()}
        onSubmit={() => change.mutate({ document, acl }, { onSuccess: onClose })}
      >
        {document.external_id.startsWith('source_') && <Notice tone="warn">{t('access.bySource')}</Notice>}
        <AccessField value={acl} onTags={setAcl} />
      </SettingForm>
    </Modal>
  );
}
