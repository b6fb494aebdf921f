import { Badge, Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { IconButton } from '../../ui/IconButton';
import listing from '../../ui/Listing.module.css';
import { ListBody, Panel } from '../Panel';
import { useMe } from '../useMe';
import { AssignPlan } from './AssignPlan';
import { PlanForm } from './PlanForm';
import { fields } from './PlanNumbers';
import type { Plan } from './plansApi';
import { usePlans } from './plansApi';

/** The plans of the installation. Its operator makes and assigns them. */
export function PlansPanel(): ReactNode {
  const me = useMe();
  const plans = usePlans();
  const [asking, setAsking] = useState<Plan | 'new' | 'assign' | null>(null);
  const mayChange = me.data?.scopes.includes('platform') ?? false;
  const close = () => setAsking(null);
  return (
    <Panel
      title="Plans"
      lead="What tenants may use."
      action={
        mayChange && (
          <Group gap="xs">
            <Button variant="default" onClick={() => setAsking('assign')} data-testid="assign">
              Assign
            </Button>
            <Button onClick={() => setAsking('new')} data-testid="new-plan">
              New plan
            </Button>
          </Group>
        )
      }
    >
      <ListBody list={plans} none="There are no plans.">
        <ul className={listing.rows} aria-label="Plans">
          {plans.items.map(plan => (
            <li key={plan.name} className={listing.row} data-testid="plan-row">
              <div className={listing.name}>
                <span className={listing.title}>{plan.name}</span>
                <span className={listing.facts}>{wordsOf(plan)}</span>
              </div>
              {plan.name === me.data?.tenant.plan && <Badge variant="light">yours</Badge>}
              {mayChange && (
                <IconButton sign="edit" label={`Change the plan ${plan.name}`} onClick={() => setAsking(plan)} />
              )}
            </li>
          ))}
        </ul>
      </ListBody>
      {asking === 'assign' && <AssignPlan plans={plans.items} onClose={close} />}
      {asking !== null && asking !== 'assign' && <PlanForm plan={asking === 'new' ? null : asking} onClose={close} />}
    </Panel>
  );
}

function wordsOf(plan: Plan): string {
  const given = fields.filter(({ name }) => plan[name] !== null);
  return given.length === 0
    ? 'No limits of its own'
    : given.map(({ name, label }) => `${label}: ${Number(plan[name]).toLocaleString()}`).join(' · ');
}
