import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Choice } from '../Choice';
import type { Action } from './policyDraft';
import { actions } from './policyDraft';

interface Props {
  label: string;
  isLabelShown?: boolean;
  value: Action;
  of?: readonly Action[];
  onPick: (action: Action) => void;
}

/** What is done about something. */
export function ActionChoice({ label, isLabelShown = false, value, of = actions, onPick }: Props): ReactNode {
  const { t } = useTranslation('policies');
  return (
    <Choice
      {...(isLabelShown ? { label } : { 'aria-label': label })}
      data={of.map(action => ({ value: action, label: t(`actions.${action}`) }))}
      value={value}
      onPick={onPick}
      w={isLabelShown ? undefined : 170}
    />
  );
}
