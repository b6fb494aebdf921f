import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../Choice';
import styles from '../Settings.module.css';
import type { Part } from './PolicyEditor';
import { personalActions } from './policyDraft';
import { Section } from './Section';

/** What becomes of each kind of personal data, in conversations and in logs and traces. */
export function PersonalFields({ draft, onChange }: Part): ReactNode {
  const { t } = useTranslation('policies');
  const choices = personalActions.map(value => ({ value, label: t(`personal.${value}`) }));
  return (
    <Section title={t('personal.title')} lead={t('personal.lead')} testId="personal">
      <div className={styles.wide}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('personal.kind')}</th>
              <th scope="col">{t('personal.conversation')}</th>
              <th scope="col">{t('personal.traces')}</th>
            </tr>
          </thead>
          <tbody>
            {Object.entries(draft.personal_data).map(([kind, action]) => (
              <tr key={kind}>
                <th scope="row">{t(`data.${kind}` as 'data.email')}</th>
                <td>
                  <Choice
                    aria-label={t('personal.conversationOf', { kind })}
                    data={choices}
                    value={action}
                    onPick={picked => onChange({ personal_data: { ...draft.personal_data, [kind]: picked } })}
                  />
                </td>
                <td>
                  <Choice
                    aria-label={t('personal.tracesOf', { kind })}
                    data={choices.filter(choice => choice.value !== 'block')}
                    value={draft.traces[kind] ?? 'keep'}
                    onPick={picked => onChange({ traces: { ...draft.traces, [kind]: picked } })}
                  />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
