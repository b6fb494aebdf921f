import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { ActionChoice } from './ActionChoice';
import { KindTable } from './KindTable';
import type { Part } from './PolicyEditor';
import type { Policy } from './policiesApi';
import { ShareField } from './ShareField';

type Rule = Policy['injection'];

/** From which score on each category of harm, and an attack on the assistant, is acted on. */
export function ScoreFields({ draft, onChange }: Part): ReactNode {
  const { t } = useTranslation('policies');
  const rules: [string, Rule, (rule: Rule) => void][] = [
    ['injection', draft.injection, injection => onChange({ injection })],
    ...Object.entries(draft.categories).map(([kind, rule]): [string, Rule, (rule: Rule) => void] => [
      kind,
      rule,
      changed => onChange({ categories: { ...draft.categories, [kind]: changed } }),
    ]),
  ];
  return (
    <KindTable
      title={t('scores.title')}
      lead={t('scores.lead')}
      testId="scores"
      heads={[t('scores.category'), t('scores.reviewAt'), t('scores.blockAt'), t('action')]}
      rows={rules.map(([kind, rule, change]) => ({
        kind,
        name: t(`kinds.${kind.replace('/', '_')}` as 'kinds.injection'),
        cells: [
          <ShareField
            label={t('scores.reviewOf', { kind })}
            value={rule.review_at ?? 0.5}
            onShare={review_at => change({ ...rule, review_at })}
          />,
          <ShareField
            label={t('scores.blockOf', { kind })}
            value={rule.block_at ?? 0.8}
            onShare={block_at => change({ ...rule, block_at })}
          />,
          <ActionChoice
            label={t('actionOf', { what: kind })}
            value={rule.action ?? 'block'}
            onPick={action => change({ ...rule, action })}
          />,
        ],
      }))}
    />
  );
}
