import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/IconButton';
import { TextField } from '../../ui/TextField';
import styles from '../Settings.module.css';
import { ActionChoice } from './ActionChoice';
import { Entries } from './Entries';
import { LinesField } from './LinesField';
import type { Part } from './PolicyEditor';
import type { Policy } from './policiesApi';
import type { Action } from './policyDraft';
import { Section } from './Section';
import { ShareField } from './ShareField';

const empty: Policy['topics'][number] = { name: '', examples: [], action: 'block', at: 0.5 };
const possible: readonly Action[] = ['allow', 'review', 'handoff', 'block'];

/** What may be spoken of and what not, told by examples. */
export function TopicFields({ draft, onChange }: Part): ReactNode {
  const { t } = useTranslation('policies');
  return (
    <Section title={t('topics.title')} lead={t('topics.lead')}>
      <Entries
        items={draft.topics}
        empty={empty}
        add={t('topics.add')}
        testId="topic"
        onChange={topics => onChange({ topics })}
      >
        {(topic, position, onItem, onRemove) => (
          <>
            <div className={styles.pair} data-wraps>
              <TextField
                aria-label={t('topics.nameOf', { position })}
                placeholder={t('topics.name')}
                value={topic.name}
                onText={name => onItem({ ...topic, name })}
              />
              <ShareField
                label={t('topics.atOf', { position })}
                value={topic.at ?? 0.5}
                onShare={at => onItem({ ...topic, at })}
              />
              <ActionChoice
                label={t('topics.actionOf', { position })}
                of={possible}
                value={topic.action ?? 'block'}
                onPick={action => onItem({ ...topic, action })}
              />
              <IconButton sign="trash" label={t('topics.remove', { position })} onClick={onRemove} />
            </div>
            <LinesField
              label={t('topics.examplesOf', { position })}
              lines={topic.examples}
              onLines={examples => onItem({ ...topic, examples })}
            />
          </>
        )}
      </Entries>
      <ActionChoice
        label={t('topics.offTopic')}
        isLabelShown
        of={possible}
        value={draft.off_topic}
        onPick={off_topic => onChange({ off_topic })}
      />
    </Section>
  );
}
