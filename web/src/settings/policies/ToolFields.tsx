import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../Choice';
import { LinesField } from './LinesField';
import type { Part } from './PolicyEditor';
import { approvals } from './policyDraft';
import { Section } from './Section';

/** What tools may do while documents, files or results of tools stand in the prompt. */
export function ToolFields({ draft, onChange }: Part): ReactNode {
  const { t } = useTranslation('policies');
  const { tools } = draft;
  return (
    <Section title={t('tools.title')} lead={t('tools.lead')} testId="tools">
      <Choice
        label={t('tools.whenTainted')}
        data={approvals.map(value => ({ value, label: t(`tools.${value}`) }))}
        value={tools.when_tainted ?? 'writing'}
        onPick={when_tainted => onChange({ tools: { ...tools, when_tainted } })}
      />
      <LinesField
        label={t('tools.readOnly')}
        description={t('tools.readOnlyWords')}
        lines={tools.read_only}
        onLines={read_only => onChange({ tools: { ...tools, read_only } })}
      />
      <LinesField
        label={t('tools.follows')}
        description={t('tools.followsWords')}
        lines={tools.follows}
        onLines={follows => onChange({ tools: { ...tools, follows } })}
      />
    </Section>
  );
}
