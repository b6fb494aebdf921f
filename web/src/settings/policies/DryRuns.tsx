import { Button, Group, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem';
import listing from '../../ui/Listing.module.css';
import { moment } from '../../ui/moments';
import { Notice } from '../../ui/Notice';
import { Choice } from '../Choice';
import styles from '../Settings.module.css';
import { DryRunReport } from './DryRunReport';
import type { PolicyView } from './policiesApi';
import { useDryRuns, useStartDryRun } from './policiesApi';
import type { PolicyDraft } from './policyDraft';
import { policyOf, twice } from './policyDraft';

interface Props {
  policy: PolicyView;
  /** What is tried: the policy as it is kept, or as it is being changed. */
  draft: PolicyDraft;
  onClose: () => void;
}

const spans = ['1', '7', '30', '90'] as const;

/** What a policy would have done about the messages of some days, set against what is in force. */
export function DryRuns({ policy, draft, onClose }: Props): ReactNode {
  const { t } = useTranslation('policies');
  const runs = useDryRuns(policy.id);
  const start = useStartDryRun(policy.id);
  const [days, setDays] = useState<(typeof spans)[number]>('7');
  const [source, setSource] = useState<'' | 'user' | 'output'>('');
  const [shown, setShown] = useState<string | null>(null);
  const begin = () =>
    start.mutate(
      { days: Number(days), source, policy: policyOf(draft) },
      { onSuccess: run => run && setShown(run.id) },
    );
  const id = shown ?? runs.data?.data[0]?.id;
  const others = (runs.data?.data ?? []).filter(run => run.id !== id);
  return (
    <Modal opened onClose={onClose} title={t('runs.title', { name: draft.name })} centered size="lg">
      <p className={styles.lead}>{t('runs.lead')}</p>
      <Group my="md" align="end">
        <Choice
          label={t('runs.days')}
          data={spans.map(value => ({ value, label: t('runs.span', { count: Number(value) }) }))}
          value={days}
          onPick={setDays}
        />
        <Choice
          label={t('runs.of')}
          data={[
            { value: '', label: t('runs.both') },
            { value: 'user', label: t('sources.user') },
            { value: 'output', label: t('sources.output') },
          ]}
          value={source}
          onPick={setSource}
        />
        <Button
          onClick={begin}
          loading={start.isPending}
          disabled={twice(draft).length > 0}
          data-testid="start-dry-run"
        >
          {t('runs.start')}
        </Button>
      </Group>
      {start.error && <Notice tone="danger">{sentenceOf(start.error)}</Notice>}
      {id && <DryRunReport key={id} policy={policy.id} run={id} />}
      {others.length > 0 && (
        <ul className={listing.rows} aria-label={t('runs.earlier')}>
          {others.map(run => (
            <li key={run.id} className={listing.row}>
              <span className={listing.name}>{moment(run.created_at)}</span>
              <Button variant="subtle" size="compact-sm" onClick={() => setShown(run.id)}>
                {t('runs.show')}
              </Button>
            </li>
          ))}
        </ul>
      )}
    </Modal>
  );
}
