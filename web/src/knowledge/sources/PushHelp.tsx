import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import type { KnowledgeSource } from '../../api/types';
import { Panel } from '../../settings/Panel';
import { CopyButton } from '../../ui/CopyButton';
import { pathOf } from '../knowledgeApi';
import styles from './Sources.module.css';

/** Shows a program how it hands its changes over. */
export function PushHelp({ source }: { source: KnowledgeSource }): ReactNode {
  const { t } = useTranslation('knowledge');
  const address = `${window.location.origin}${pathOf(source.namespace)}/sources/${source.id}/push`;
  const example = [
    `curl -X POST ${address}`,
    "-H 'Authorization: Bearer pk_…'",
    "-H 'Content-Type: application/json'",
    `-d '{"upserts": [{"external_id": "faq-1", "title": "Opening hours", "text": "From eight to five."}], "deletes": ["faq-0"]}'`,
  ].join(' \\\n  ');
  return (
    <Panel
      title={t('push.title')}
      lead={t('push.lead')}
      action={<CopyButton text={() => example} label={t('push.copy')} />}
    >
      <pre className={styles.example} tabIndex={0}>
        {example}
      </pre>
    </Panel>
  );
}
