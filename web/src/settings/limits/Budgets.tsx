import { Button, Progress } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { sentenceOf } from '../../api/problem';
import { IconButton } from '../../ui/IconButton';
import listing from '../../ui/Listing.module.css';
import { Notice } from '../../ui/Notice';
import { ListBody, Panel } from '../Panel';
import { moment } from '../../ui/moments';
import { BudgetForm } from './BudgetForm';
import type { Budget } from './limitsApi';
import { useBudgets, useRemoveBudget } from './limitsApi';

/** What the tenant and its parts may use. */
export function Budgets({ mayChange }: { mayChange: boolean }): ReactNode {
  const budgets = useBudgets();
  const remove = useRemoveBudget();
  const [making, setMaking] = useState(false);
  return (
    <Panel
      title="Budgets"
      lead="What the tenant, a group, a person or a key may use in a minute, a day or a month."
      action={
        mayChange && (
          <Button onClick={() => setMaking(true)} data-testid="new-budget">
            New budget
          </Button>
        )
      }
    >
      {remove.error && <Notice tone="danger">{sentenceOf(remove.error)}</Notice>}
      <ListBody list={budgets} none="There are no budgets: only the plan limits what is used.">
        <ul className={listing.rows} aria-label="Budgets">
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
  const name = `${budget.scope.kind}${budget.scope.id ? ` ${budget.scope.id}` : ''}, ${budget.unit} a ${budget.window}`;
  const [spent, reserved, most] = [Number(budget.spent), Number(budget.reserved), Number(budget.limit)];
  return (
    <li className={listing.row} data-testid="budget-row">
      <div className={listing.name}>
        <span className={listing.title}>{name}</span>
        <span className={listing.facts}>
          {spent} of {most} spent, {reserved} reserved · starts anew {moment(budget.resets_at)}
        </span>
        <Progress
          value={most === 0 ? 100 : Math.min(100, (100 * (spent + reserved)) / most)}
          size="sm"
          aria-label={`Used of ${name}`}
        />
      </div>
      {onRemove && <IconButton sign="trash" label={`Remove the budget of ${name}`} onClick={onRemove} />}
    </li>
  );
}
