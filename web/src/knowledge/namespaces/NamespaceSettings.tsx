import { Button, NumberInput, Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldsOf, restOf } from '../../api/problem';
import type { Namespace } from '../../api/types';
import { Panel } from '../../settings/Panel';
import { SettingForm } from '../../settings/SettingForm';
import { Confirm } from '../../ui/Confirm';
import { Notice } from '../../ui/Notice';
import type { NamespaceChange } from '../knowledgeApi';
import { useChangeNamespace, useReread } from '../knowledgeApi';
import { EmbeddingPanel } from './EmbeddingPanel';

interface Props {
  own: Namespace | null;
  isThere: boolean;
}

/** How documents of a namespace are cut and from when on a question counts as answered. */
export function NamespaceSettings({ own, isThere }: Props): ReactNode {
  const { t } = useTranslation('knowledge');
  if (own === null) return isThere ? <Notice>{t('namespaces.notYet')}</Notice> : <Skeleton height={220} />;
  return (
    <>
      {/* It begins anew with what was saved, and with nothing else that becomes known meanwhile. */}
      <Cutting key={`${own.chunk_tokens} ${own.overlap_tokens} ${own.parent_tokens} ${own.floor}`} own={own} />
      {own.embedding && <EmbeddingPanel namespace={own.name} embedding={own.embedding} />}
      <Reread own={own} />
    </>
  );
}

const limits = {
  chunk_tokens: { min: 32, max: 4096, step: 16 },
  overlap_tokens: { min: 0, max: 1024, step: 8 },
  parent_tokens: { min: 32, max: 16_384, step: 32 },
  floor: { min: 0, max: 1, step: 0.05 },
} as const;

type Field = keyof typeof limits;
type Draft = Record<Field, number | string>;

function Cutting({ own }: { own: Namespace }): ReactNode {
  const { t } = useTranslation(['knowledge', 'common']);
  const change = useChangeNamespace(own.name);
  const before: Draft = {
    chunk_tokens: own.chunk_tokens,
    overlap_tokens: own.overlap_tokens,
    parent_tokens: own.parent_tokens ?? '',
    floor: own.floor ?? '',
  };
  const [draft, setDraft] = useState(before);
  const asked = (Object.keys(limits) as Field[]).filter(
    field => field !== 'parent_tokens' || typeof own.parent_tokens === 'number',
  );
  const changed = asked.filter(field => draft[field] !== before[field] && draft[field] !== '');
  const body = Object.fromEntries(changed.map(field => [field, Number(draft[field])])) as NamespaceChange;
  const fields = fieldsOf(change.error);
  return (
    <Panel title={t('settings.title')} lead={t('settings.lead')}>
      <SettingForm
        name={t('settings.title')}
        testId="namespace-settings"
        act={t('common:save')}
        change={{ ...change, error: restOf(change.error, asked) }}
        isReady={changed.length > 0}
        onSubmit={() => change.mutate(body)}
      >
        {asked.map(field => (
          <NumberInput
            key={field}
            label={t(`settings.${field}.label`)}
            description={t(`settings.${field}.words`)}
            placeholder={field === 'floor' ? t('settings.default') : undefined}
            value={draft[field]}
            onChange={value => setDraft({ ...draft, [field]: value })}
            {...limits[field]}
            clampBehavior="none"
            decimalScale={field === 'floor' ? 3 : 0}
            error={fields[field]}
          />
        ))}
      </SettingForm>
    </Panel>
  );
}

function Reread({ own }: { own: Namespace }): ReactNode {
  const { t } = useTranslation('knowledge');
  const reread = useReread(own.name);
  const [isAsking, setAsking] = useState(false);
  return (
    <Panel
      title={t('reread.title')}
      lead={t('reread.lead')}
      action={
        <Button size="compact-sm" variant="default" onClick={() => setAsking(true)} disabled={own.documents === 0}>
          {t('reread.act')}
        </Button>
      }
    >
      <div role="status">{reread.data && <Notice>{t('reread.begun', { count: reread.data.documents })}</Notice>}</div>
      {isAsking && (
        <Confirm
          title={t('reread.ask')}
          act={t('reread.act')}
          isBusy={reread.isPending}
          problem={reread.error}
          onAct={() => reread.mutate(undefined, { onSuccess: () => setAsking(false) })}
          onClose={() => setAsking(false)}
        >
          {t('reread.words', { count: own.documents })}
        </Confirm>
      )}
    </Panel>
  );
}
