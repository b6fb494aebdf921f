import { Skeleton, TagsInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem';
import { Notice } from '../../ui/Notice';
import { Panel } from '../Panel';
import { SettingForm } from '../SettingForm';
import { useSetOrigins, useTenantSettings } from './originsApi';

const exampleOrigin = 'https://app.example';

/** The pages of other hosts that may call the API from a browser. */
export function OriginsPanel(): ReactNode {
  const { t } = useTranslation('settings');
  const settings = useTenantSettings();
  return (
    <Panel title={t('origins.title')} lead={t('origins.lead')}>
      {settings.isPending && <Skeleton height={80} />}
      {settings.error && <Notice tone="danger">{sentenceOf(settings.error)}</Notice>}
      {settings.data && <Origins saved={settings.data.allowed_origins} />}
    </Panel>
  );
}

function Origins({ saved }: { saved: string[] }): ReactNode {
  const { t } = useTranslation(['settings', 'common']);
  const set = useSetOrigins();
  const [origins, setOrigins] = useState(saved);
  return (
    <SettingForm
      name={t('origins.title')}
      testId="origins-form"
      act={t('common:save')}
      change={set}
      isReady={origins.join(' ') !== saved.join(' ')}
      onSubmit={() => set.mutate(origins, { onSuccess: now => setOrigins(now.allowed_origins) })}
    >
      <TagsInput
        label={t('origins.label')}
        description={t('origins.words')}
        placeholder={exampleOrigin}
        value={origins}
        onChange={setOrigins}
        acceptValueOnBlur
      />
    </SettingForm>
  );
}
