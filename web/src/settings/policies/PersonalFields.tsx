import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../Choice';
import { KindTable } from './KindTable';
import type { Part } from './PolicyEditor';
import { personalActions } from './policyDraft';

/** What becomes of each kind of personal data, in conversations and in logs and traces. */
export function PersonalFields({ draft, onChange }: Part): ReactNode {
  const { t } = useTranslation('policies');
  const choices = personalActions.map(value => ({ value, label: t(`personal.${value}`) }));
  return (
    <KindTable
      title={t('personal.title')}
      lead={t('personal.lead')}
      testId="personal"
      heads={[t('personal.kind'), t('personal.conversation'), t('personal.traces')]}
      rows={Object.entries(draft.personal_data).map(([kind, action]) => ({
        kind,
        name: t(`data.${kind}` as 'data.email'),
        cells: [
          <Choice
            aria-label={t('personal.conversationOf', { kind })}
            data={choices}
            value={action}
            onPick={picked => onChange({ personal_data: { ...draft.personal_data, [kind]: picked } })}
          />,
          <Choice
            aria-label={t('personal.tracesOf', { kind })}
            data={choices.filter(choice => choice.value !== 'block')}
            value={draft.traces[kind] ?? 'keep'}
            onPick={picked => onChange({ traces: { ...draft.traces, [kind]: picked } })}
          />,
        ],
      }))}
    />
  );
}
