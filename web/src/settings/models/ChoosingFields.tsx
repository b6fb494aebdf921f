import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../Choice';
import type { ChoosingDraft } from './choosingDraft';
import { balances, reuses } from './choosingDraft';

interface Props {
  choosing: ChoosingDraft;
  /** What the server said, by the names of its fields. */
  errors: Readonly<Record<string, string>>;
  onChange: (choosing: ChoosingDraft) => void;
}

/** Who answers among several models, and whether one need be asked at all. */
export function ChoosingFields({ choosing, errors, onChange }: Props): ReactNode {
  const { t } = useTranslation('models');
  const kept = reuses.map(value => ({ value, label: t(`reuse.${value}`) }));
  return (
    <>
      <Choice
        label={t('balance.title')}
        data={balances.map(value => ({ value, label: t(`balance.${value}`) }))}
        value={choosing.balance}
        onPick={balance => onChange({ ...choosing, balance })}
        error={errors['balance']}
      />
      <Choice
        label={t('reuse.exact')}
        description={t('reuse.words')}
        data={kept}
        value={choosing.exact}
        onPick={exact => onChange({ ...choosing, exact })}
        error={errors['cache.exact'] ?? errors['cache']}
      />
      <Choice
        label={t('reuse.semantic')}
        data={kept}
        value={choosing.semantic}
        onPick={semantic => onChange({ ...choosing, semantic })}
        error={errors['cache.semantic']}
      />
    </>
  );
}
