import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Link } from 'react-router';
import type { KnowledgeDocument } from '../../api/types';
import { Ago } from '../../ui/Ago';
import { CopyButton } from '../../ui/CopyButton';
import { number, sizeOf } from '../../ui/moments';
import { useNamesOfTags } from '../access/accessApi';
import { accessWords } from '../access/tags';
import { useStepName } from '../documents/StepWords';
import styles from '../Knowledge.module.css';
import { placeOf } from '../places';

/** What is known of a document: where it comes from, who may read it, how it was read. */
export function DocumentFacts({ document }: { document: KnowledgeDocument }): ReactNode {
  const { t } = useTranslation('knowledge');
  const names = useNamesOfTags();
  const stepName = useStepName();
  const facts: [string, ReactNode][] = [
    [t('facts.access'), accessWords(document.acl, names)],
    [
      t('facts.fresh'),
      <>
        <Ago at={document.updated_at} /> · {t('facts.since')} <Ago at={document.created_at} />
      </>,
    ],
    [t('facts.size'), `${sizeOf(document.bytes)} · ${t('passages', { count: document.chunks })}`],
    [t('facts.kind'), document.media_type],
    [t('facts.address'), document.url ? <Address url={document.url} /> : null],
    [
      t('facts.duplicate'),
      document.duplicate_of ? (
        <Link to={placeOf.document(document.namespace, document.duplicate_of)}>{t('facts.duplicateLink')}</Link>
      ) : null,
    ],
    [t('facts.external'), <Copied key="external" text={document.external_id} label={t('facts.copyExternal')} />],
    [t('facts.sha'), <Copied key="sha" text={document.sha256} label={t('facts.copySha')} />],
    [
      t('facts.steps'),
      (document.steps ?? []).length > 0
        ? document.steps
            .map(step =>
              step.state === 'failed'
                ? t('facts.stepFailed', { step: stepName(step.step) })
                : t('facts.step', { step: stepName(step.step), ms: number(step.ms, 0) }),
            )
            .join(' · ')
        : null,
    ],
  ];
  return (
    <dl className={styles.facts} data-testid="document-facts">
      {facts
        .filter(([, value]) => value !== null)
        .map(([name, value]) => (
          <div key={name} data-wide={name === t('facts.steps') || undefined}>
            <dt>{name}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

function Copied({ text, label }: { text: string; label: string }): ReactNode {
  return (
    <span className={styles.copied}>
      <code>{text}</code>
      <CopyButton text={() => text} label={label} />
    </span>
  );
}

/** Only the web is led to; what else a sender wrote down is shown as it is. */
function Address({ url }: { url: string }): ReactNode {
  return /^https?:\/\//i.test(url) ? (
    <a href={url} target="_blank" rel="noopener noreferrer nofollow">
      {url}
    </a>
  ) : (
    url
  );
}
