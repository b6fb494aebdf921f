import { Button, Progress } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem';
import { IconButton } from '../../ui/IconButton';
import listing from '../../ui/Listing.module.css';
import { Notice } from '../../ui/Notice';
import { ListBody, Panel } from '../Panel';
import { moment, number } from '../../ui/moments';
import { BudgetForm } from './BudgetForm';
import type { Budget } from './limitsApi';
import { useBudgets, useRemoveBudget } from './limitsApi';

/** What the tenant and its parts may use. */
export function Budgets({ mayChange }: { mayChange: boolean }): ReactNode {
  const { t } = useTranslation('settings');
  const budgets = useBudgets();
  const remove = useRemoveBudget();
  const [making, setMaking] = useState(false);
  return (
    <Panel
      title={t('budgets.title')}
      lead={t('budgets.lead')}
      action={
        mayChange && (
          <Button onClick={() => setMaking(true)} data-testid="new-budget">
            {t('budgets.new')}
          </Button>
        )
      }
    >
      {remove.error && <Notice tone="danger">{sentenceOf(remove.error)}</Notice>}
      <ListBody list={budgets} none={t('budgets.none')}>
        <ul className={listing.rows} aria-label={t('budgets.title')}>
          {budgets.items.map(budget => (
            <BudgetRow key={budget.id} budget={budget} onRemove={mayChange ? () => remove.mutate(budget.id) : null} />
          ))}
        </ul>
      </ListBody>
      {making && <BudgetForm onClose={() => setMaking(false)} />}
    </Panel>
  );
}

function BudgetRow({ budget, onRemove }: { budget: Budget; onRemove: (() => void) | null }): ReactNode {
  const { t } = useTranslation('settings');
  const [kind, unit, window] = [budget.scope.kind as 'tenant', budget.unit as 'requests', budget.window as 'day'];
  const whose = t(`budgets.kinds.${kind}`);
  const name = t('budgets.name', {
    whose: budget.scope.id ? `${whose} ${budget.scope.id}` : whose,
    unit: t(`budgets.units.${unit}`),
    window: t(`budgets.windows.${window}`),
  });
  const [spent, reserved, most] = [Number(budget.spent), Number(budget.reserved), Number(budget.limit)];
  return (
    <li className={listing.row} data-testid="budget-row">
      <div className={listing.name}>
        <span className={listing.title}>{name}</span>
        <span className={listing.facts}>
          {t('budgets.facts', {
            spent: number(spent),
            most: number(most),
            reserved: number(reserved),
            at: moment(budget.resets_at),
          })}
        </span>
        <Progress
          value={most === 0 ? 100 : Math.min(100, (100 * (spent + reserved)) / most)}
          size="sm"
          aria-label={t('budgets.usedOf', { name })}
        />
      </div>
      {onRemove && <IconButton sign="trash" label={t('budgets.remove', { name })} onClick={onRemove} />}
    </li>
  );
}
