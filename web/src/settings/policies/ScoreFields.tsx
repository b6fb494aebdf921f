import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import styles from '../Settings.module.css';
import { ActionChoice } from './ActionChoice';
import type { Part } from './PolicyEditor';
import type { Policy } from './policiesApi';
import { Section } from './Section';
import { ShareField } from './ShareField';

type Rule = Policy['injection'];

/** From which score on each category of harm, and an attack on the assistant, is acted on. */
export function ScoreFields({ draft, onChange }: Part): ReactNode {
  const { t } = useTranslation('policies');
  const rows: [string, Rule, (rule: Rule) => void][] = [
    ['injection', draft.injection, injection => onChange({ injection })],
    ...Object.entries(draft.categories).map(([kind, rule]): [string, Rule, (rule: Rule) => void] => [
      kind,
      rule,
      changed => onChange({ categories: { ...draft.categories, [kind]: changed } }),
    ]),
  ];
  return (
    <Section title={t('scores.title')} lead={t('scores.lead')} testId="scores">
      <div className={styles.wide}>
        <table className={styles.table}>
          <thead>
            <tr>
              <th scope="col">{t('scores.category')}</th>
              <th scope="col">{t('scores.reviewAt')}</th>
              <th scope="col">{t('scores.blockAt')}</th>
              <th scope="col">{t('action')}</th>
            </tr>
          </thead>
          <tbody>
            {rows.map(([kind, rule, change]) => (
              <tr key={kind}>
                <th scope="row">{t(`kinds.${kind.replace('/', '_')}` as 'kinds.injection')}</th>
                <td>
                  <ShareField
                    label={t('scores.reviewOf', { kind })}
                    value={rule.review_at ?? 0.5}
                    onShare={review_at => change({ ...rule, review_at })}
                  />
                </td>
                <td>
                  <ShareField
                    label={t('scores.blockOf', { kind })}
                    value={rule.block_at ?? 0.8}
                    onShare={block_at => change({ ...rule, block_at })}
                  />
                </td>
                <td>
                  <ActionChoice
                    label={t('actionOf', { what: kind })}
                    value={rule.action ?? 'block'}
                    onPick={action => change({ ...rule, action })}
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
