import { Button, Textarea } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem';
import { IconButton } from '../../ui/IconButton';
import { Notice } from '../../ui/Notice';
import { Choice } from '../Choice';
import styles from '../Settings.module.css';
import { ActionChoice } from './ActionChoice';
import { CaseOutcome } from './CaseOutcome';
import { Entries } from './Entries';
import type { Part } from './PolicyEditor';
import type { Policy } from './policiesApi';
import { useTestPolicy } from './policiesApi';
import { policyOf, sources } from './policyDraft';
import { Section } from './Section';

const empty: Policy['cases'][number] = { text: '', expect: 'block', source: 'user' };

/** The policy's own tests, and what comes of them. */
export function CaseFields({ draft, onChange }: Part): ReactNode {
  const { t } = useTranslation('policies');
  const test = useTestPolicy();
  return (
    <Section title={t('cases.title')} lead={t('cases.lead')} testId="cases">
      <Entries
        items={draft.cases}
        empty={empty}
        add={t('cases.add')}
        testId="case"
        onChange={cases => {
          test.reset();
          onChange({ cases });
        }}
      >
        {(one, position, onItem, onRemove) => (
          <>
            <Textarea
              aria-label={t('cases.textOf', { position })}
              autosize
              minRows={1}
              value={one.text}
              onChange={event => onItem({ ...one, text: event.currentTarget.value })}
            />
            <div className={styles.pair} data-wraps>
              <Choice
                aria-label={t('cases.sourceOf', { position })}
                data={sources.map(value => ({ value, label: t(`sources.${value}`) }))}
                value={one.source ?? 'user'}
                onPick={source => onItem({ ...one, source })}
              />
              <ActionChoice
                label={t('cases.expectOf', { position })}
                value={one.expect}
                onPick={expect => onItem({ ...one, expect })}
              />
              <IconButton sign="trash" label={t('cases.remove', { position })} onClick={onRemove} />
            </div>
            <CaseOutcome result={test.data?.data[position - 1]} />
          </>
        )}
      </Entries>
      {test.error && <Notice tone="danger">{sentenceOf(test.error)}</Notice>}
      {test.data && <Notice>{t('cases.sum', { passed: test.data.passed, failed: test.data.failed })}</Notice>}
      {draft.cases.length > 0 && (
        <Button
          variant="default"
          className={styles.small}
          loading={test.isPending}
          onClick={() => test.mutate(policyOf(draft))}
          data-testid="run-cases"
        >
          {t('cases.run')}
        </Button>
      )}
    </Section>
  );
}
