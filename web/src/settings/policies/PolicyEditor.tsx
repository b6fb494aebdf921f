import { Button, Group, Modal } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { Problem } from '../../api/problem';
import { SettingForm } from '../SettingForm';
import { CaseFields } from './CaseFields';
import { DryRuns } from './DryRuns';
import { FieldErrors } from './FieldErrors';
import { LinkFields } from './LinkFields';
import { ListFields } from './ListFields';
import { NameFields } from './NameFields';
import { PatternFields } from './PatternFields';
import { PersonalFields } from './PersonalFields';
import type { PolicyView } from './policiesApi';
import { useReplacePolicy } from './policiesApi';
import type { PolicyDraft } from './policyDraft';
import { policyOf, twice } from './policyDraft';
import { RefusalFields } from './RefusalFields';
import { ScoreFields } from './ScoreFields';
import { ToolFields } from './ToolFields';
import { TopicFields } from './TopicFields';

/** What every part of the form is given. */
export interface Part {
  draft: PolicyDraft;
  onChange: (change: Partial<PolicyDraft>) => void;
}

interface Props {
  kept: PolicyView;
  /** Another version, to begin with. */
  from?: PolicyDraft;
  onClose: () => void;
}

/** Changes a policy: the change is a version of its own, and can be tried before it is saved. */
export function PolicyEditor({ kept, from, onClose }: Props): ReactNode {
  const { t } = useTranslation(['policies', 'common']);
  const [draft, setDraft] = useState<PolicyDraft>(from ?? kept.policy);
  const [isTrying, setTrying] = useState(false);
  const replace = useReplacePolicy();
  const part: Part = { draft, onChange: change => setDraft(now => ({ ...now, ...change })) };
  const save = (force: boolean) =>
    replace.mutate({ id: kept.id, version: kept.version, policy: policyOf(draft), force }, { onSuccess: onClose });
  const mayForce = replace.error instanceof Problem && replace.error.code === 'policy_cases_failed';
  const isReady = twice(draft).length === 0;
  const title = t('edit', { name: kept.policy.name });
  return (
    <Modal opened onClose={onClose} title={title} centered size="xl" closeOnEscape={!isTrying}>
      <SettingForm
        name={title}
        testId="policy-form"
        act={t('common:save')}
        change={replace}
        isReady={isReady}
        onSubmit={() => isReady && save(false)}
      >
        <FieldErrors error={replace.error} />
        <NameFields {...part} />
        <ScoreFields {...part} />
        <PersonalFields {...part} />
        <ListFields {...part} />
        <PatternFields {...part} />
        <TopicFields {...part} />
        <LinkFields {...part} />
        <ToolFields {...part} />
        <RefusalFields {...part} />
        <CaseFields {...part} />
        <Group justify="flex-end">
          {mayForce && (
            <Button color="red" variant="light" disabled={!isReady} onClick={() => save(true)}>
              {t('saveAnyway')}
            </Button>
          )}
          <Button variant="default" onClick={() => setTrying(true)}>
            {t('runs.tryDraft')}
          </Button>
        </Group>
      </SettingForm>
      {isTrying && <DryRuns policy={kept} draft={draft} onClose={() => setTrying(false)} />}
    </Modal>
  );
}
