import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { KnowledgeSource } from '../../api/types';
import { Ago } from '../../ui/Ago';
import { useNamesOfTags } from '../access/accessApi';
import { accessWords } from '../access/tags';
import styles from '../Knowledge.module.css';
import { fieldsOfKind } from './sourceFields';
import { scheduleWords } from './words';

/** How a source is set. Secrets are told by their names alone. */
export function SourceFacts({ source }: { source: KnowledgeSource }): ReactNode {
  const { t } = useTranslation(['knowledge', 'common']);
  const names = useNamesOfTags();
  const settings = source.settings as Record<string, unknown>;
  const facts: [string, ReactNode][] = [
    [t('sources.kind'), t(`sources.kinds.${source.kind}.name`)],
    ...(source.kind === 'push' ? [] : [[t('sources.schedule'), scheduleWords(source.schedule)] as [string, ReactNode]]),
    ...fieldsOfKind[source.kind].flatMap(({ name, as }): [string, ReactNode][] => {
      if (as === 'secret') {
        return source.secrets.includes(name) ? [[t(`sources.fields.${name}.label`), t('sources.isKept')]] : [];
      }
      const value = settings[name];
      if (value === undefined || value === null) return [];
      const words =
        typeof value === 'boolean'
          ? t(value ? 'sources.yes' : 'sources.no')
          : Array.isArray(value)
            ? value.join(', ')
            : String(value);
      return [[t(`sources.fields.${name}.label`), words]];
    }),
    [t('facts.access'), accessWords(source.acl, names)],
    ...(source.cursor ? [[t('sources.cursor'), <code key="cursor">{source.cursor}</code>] as [string, ReactNode]] : []),
    [t('facts.changed'), <Ago key="changed" at={source.updated_at} />],
  ];
  return (
    <dl className={styles.facts} data-testid="source-facts">
      {facts.map(([name, value]) => (
        <div key={name}>
          <dt>{name}</dt>
          <dd>{value}</dd>
        </div>
      ))}
    </dl>
  );
}
