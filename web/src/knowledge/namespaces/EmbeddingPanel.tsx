import { Autocomplete, Progress } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldsOf, restOf } from '../../api/problem';
import type { Embedding } from '../../api/types';
import { useModels } from '../../composer/modelsApi';
import { Panel } from '../../settings/Panel';
import { SettingForm } from '../../settings/SettingForm';
import { useChangeNamespace } from '../knowledgeApi';

/** The vectors that come with the product. */
const BuiltIn = 'builtin';

/** Which model gives the passages their vectors, and how far a change of it is. */
export function EmbeddingPanel({ namespace, embedding }: { namespace: string; embedding: Embedding }): ReactNode {
  const { t } = useTranslation(['knowledge', 'common']);
  const change = useChangeNamespace(namespace);
  const models = useModels();
  const known = (models.data ?? []).filter(model => model.abilities.includes('embed')).map(model => model.id);
  const before = embedding.deployment ?? BuiltIn;
  const [name, setName] = useState(before);
  const renewal = embedding.reembedding;
  return (
    <Panel
      title={t('embedding.title')}
      lead={t('embedding.lead', { model: embedding.model, dimensions: embedding.dimensions })}
    >
      {renewal && (
        <div data-testid="reembedding">
          <p role="status">{t('embedding.renewing', { done: renewal.done, total: renewal.total })}</p>
          <Progress
            value={(100 * renewal.done) / Math.max(1, renewal.total)}
            size="sm"
            mb="md"
            aria-label={t('embedding.progress')}
          />
        </div>
      )}
      <SettingForm
        name={t('embedding.title')}
        testId="embedding-form"
        act={t('common:save')}
        change={{ ...change, error: restOf(change.error, ['embedding']) }}
        isReady={name.trim() !== '' && name.trim() !== before}
        onSubmit={() => change.mutate({ embedding: name.trim() })}
      >
        <Autocomplete
          label={t('embedding.deployment')}
          description={t('embedding.deploymentWords')}
          data={[...new Set([BuiltIn, before, ...known])]}
          value={name}
          onChange={setName}
          error={fieldsOf(change.error)['embedding']}
        />
      </SettingForm>
    </Panel>
  );
}
