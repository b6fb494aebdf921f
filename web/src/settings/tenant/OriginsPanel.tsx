import { Skeleton, TagsInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { sentenceOf } from '../../api/problem';
import { Notice } from '../../ui/Notice';
import { Panel } from '../Panel';
import { SettingForm } from '../SettingForm';
import { useSetOrigins, useTenantSettings } from './originsApi';

/** The pages of other hosts that may call the API from a browser. */
export function OriginsPanel(): ReactNode {
  const settings = useTenantSettings();
  return (
    <Panel
      title="Pages of other hosts"
      lead="A page on another host may call the API with this tenant’s keys only when it is listed."
    >
      {settings.isPending && <Skeleton height={80} />}
      {settings.error && <Notice tone="danger">{sentenceOf(settings.error)}</Notice>}
      {settings.data && <Origins saved={settings.data.allowed_origins} />}
    </Panel>
  );
}

function Origins({ saved }: { saved: string[] }): ReactNode {
  const set = useSetOrigins();
  const [origins, setOrigins] = useState(saved);
  return (
    <SettingForm
      name="Pages of other hosts"
      testId="origins-form"
      act="Save"
      change={set}
      isReady={origins.join(' ') !== saved.join(' ')}
      onSubmit={() => set.mutate(origins, { onSuccess: now => setOrigins(now.allowed_origins) })}
    >
      <TagsInput
        label="Origins"
        description="A scheme, a host and perhaps a port, such as https://app.example; Enter adds it."
        placeholder="https://app.example"
        value={origins}
        onChange={setOrigins}
        acceptValueOnBlur
      />
    </SettingForm>
  );
}
