import { Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldsOf, restOf } from '../../api/problem';
import { SettingForm } from '../SettingForm';
import { DeploymentFields, shownFields } from './DeploymentFields';
import { changeOf, draftOf } from './deploymentDraft';
import type { Deployment } from './deploymentsApi';
import { useChangeDeployment } from './deploymentsApi';

/** Changes a deployment. Only what was touched is sent; its name stays, for routes and the ledger know it by that. */
export function EditDeployment({ deployment, onClose }: { deployment: Deployment; onClose: () => void }): ReactNode {
  const { t } = useTranslation(['models', 'common']);
  const change = useChangeDeployment();
  const [before] = useState(() => draftOf(deployment));
  const [draft, setDraft] = useState(before);
  const title = t('deployments.editTitle', { name: deployment.name });
  const save = () => change.mutate({ id: deployment.id, body: changeOf(before, draft) }, { onSuccess: onClose });
  return (
    <Modal opened onClose={onClose} title={title} centered size="lg">
      <SettingForm
        name={title}
        testId="deployment-form"
        act={t('common:save')}
        change={{ ...change, error: restOf(change.error, shownFields) }}
        onSubmit={save}
      >
        <DeploymentFields
          draft={draft}
          hasKey={deployment.has_key}
          isGiven={deployment.origin === 'environment'}
          errors={fieldsOf(change.error)}
          onChange={part => setDraft(now => ({ ...now, ...part }))}
        />
      </SettingForm>
    </Modal>
  );
}
