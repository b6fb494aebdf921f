import type { ReactNode } from 'react';
import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { fieldsOf, Problem, restOf } from '../../api/problem';
import type { KnowledgeSource, SourceKind } from '../../api/types';
import { SettingForm } from '../../settings/SettingForm';
import { Notice } from '../../ui/Notice';
import { TextField } from '../../ui/TextField';
import { AccessField } from '../access/AccessField';
import { Members } from '../access/tags';
import { KindField } from './KindField';
import { ScheduleField } from './ScheduleField';
import { SettingField } from './SettingField';
import styles from './Sources.module.css';
import type { SourceDraft } from './sourceFields';
import { draftOf, fieldsOfKind, settingsOf } from './sourceFields';
import type { SourceForm } from './sourcesApi';

interface Props {
  /** What is changed; null for a new one. */
  source: KnowledgeSource | null;
  change: { isPending: boolean; error: Error | null };
  onSave: (form: SourceForm) => void;
}

/** All that is said of a source, by its kind. What the server has to say of a field stands beside it. */
export function SourceEditor({ source, change, onSave }: Props): ReactNode {
  const { t } = useTranslation(['knowledge', 'common']);
  const [kind, setKind] = useState<SourceKind>(source?.kind ?? 'website');
  const [name, setName] = useState(source?.name ?? '');
  const [draft, setDraft] = useState<SourceDraft>(() => (source === null ? {} : draftOf(source)));
  const [schedule, setSchedule] = useState<KnowledgeSource['schedule']>(source?.schedule ?? 1440);
  const [acl, setAcl] = useState<readonly string[]>(source?.acl ?? [Members]);
  const root = useRef<HTMLDivElement>(null);
  const fields = fieldsOfKind[kind];
  const errors = errorsOf(change.error);
  const shown = ['name', 'kind', 'schedule', 'acl', ...fields.map(field => `settings.${field.name}`)];
  const settings = settingsOf(kind, draft);

  const save = () => {
    if (source === null) {
      onSave({ kind, name: name.trim(), settings, schedule: kind === 'push' ? 'manual' : schedule, acl });
      return;
    }
    // A source whose settings are given anew begins anew; so they are named only when they are others.
    const isSame = JSON.stringify(settings) === JSON.stringify(settingsOf(kind, draftOf(source)));
    onSave({
      ...(name.trim() === source.name ? {} : { name: name.trim() }),
      ...(isSame ? {} : { settings }),
      ...(schedule === source.schedule ? {} : { schedule }),
      ...(acl.join() === source.acl.join() ? {} : { acl }),
    });
  };

  // The form is long, and what was wrong with it may stand far from its button.
  useEffect(() => {
    if (change.error === null) return;
    const wrong = root.current?.querySelector<HTMLElement>('[aria-invalid=true], [role=alert]');
    wrong?.scrollIntoView({ block: 'nearest' });
    wrong?.focus({ preventScroll: true });
  }, [change.error]);

  return (
    <div ref={root}>
      <SettingForm
        name={t(source === null ? 'sources.new' : 'sources.change')}
        testId="source-form"
        act={source === null ? t('sources.make') : t('common:save')}
        change={{ ...change, error: placeOfError(change.error) === null ? restOf(change.error, shown) : null }}
        isReady={name.trim() !== '' && acl.length > 0}
        onSubmit={save}
      >
        {source === null && <KindField kind={kind} error={errors['kind']} onKind={setKind} />}
        <TextField
          label={t('sources.name')}
          description={t('sources.nameWords')}
          value={name}
          onText={setName}
          error={errors['name']}
          maxLength={120}
          required
        />
        {kind === 'git' && <Notice>{t('sources.gitPlace')}</Notice>}
        <div className={styles.fields}>
          {fields.map(field => (
            <SettingField
              key={`${kind} ${field.name}`}
              field={field}
              value={draft[field.name]}
              isKept={source?.secrets.includes(field.name) ?? false}
              error={errors[`settings.${field.name}`]}
              onValue={value => setDraft(before => ({ ...before, [field.name]: value }))}
            />
          ))}
        </div>
        {kind === 'push' ? (
          <Notice>{t('sources.pushWords')}</Notice>
        ) : (
          <ScheduleField value={schedule} error={errors['schedule']} onSchedule={setSchedule} />
        )}
        <AccessField value={acl} onTags={setAcl} error={errors['acl']} />
      </SettingForm>
    </div>
  );
}

/** What is refused of a place names no field, though it is about one. */
function placeOfError(error: Error | null): string | null {
  return error instanceof Problem && error.code === 'place_not_allowed' ? 'settings.path' : null;
}

function errorsOf(error: Error | null): Readonly<Record<string, string>> {
  const place = placeOfError(error);
  return place === null || error === null ? fieldsOf(error) : { [place]: error.message };
}
