import { Skeleton } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useNavigate, useParams } from 'react-router';
import { sentenceOf } from '../../api/problem';
import { Panel } from '../../settings/Panel';
import { Notice } from '../../ui/Notice';
import { placeOf } from '../places';
import { SourceEditor } from './SourceEditor';
import { useChangeSource, useCreateSource, useSource } from './sourcesApi';

/** The form of a new source. */
export function NewSource({ namespace }: { namespace: string }): ReactNode {
  const { t } = useTranslation('knowledge');
  const navigate = useNavigate();
  const create = useCreateSource(namespace);
  return (
    <Panel title={t('sources.new')} lead={t('sources.lead')}>
      <SourceEditor
        source={null}
        change={create}
        onSave={form => create.mutate(form, { onSuccess: made => void navigate(placeOf.source(namespace, made.id)) })}
      />
    </Panel>
  );
}

/** The form of a source that is there. */
export function EditSource({ namespace }: { namespace: string }): ReactNode {
  const { t } = useTranslation('knowledge');
  const id = useParams()['id']!;
  const navigate = useNavigate();
  const source = useSource(namespace, id);
  const change = useChangeSource(namespace, id);
  if (source.data === undefined) {
    return source.error ? <Notice tone="danger">{sentenceOf(source.error)}</Notice> : <Skeleton height={320} />;
  }
  return (
    <Panel title={t('sources.changeNamed', { name: source.data.name })}>
      <SourceEditor
        source={source.data}
        change={change}
        onSave={form => change.mutate(form, { onSuccess: () => void navigate(placeOf.source(namespace, id)) })}
      />
    </Panel>
  );
}
