import { Badge, Button, Group } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/IconButton';
import listing from '../../ui/Listing.module.css';
import { number } from '../../ui/moments';
import { ListBody, Panel } from '../Panel';
import { useMe } from '../useMe';
import { AssignPlan } from './AssignPlan';
import { PlanForm } from './PlanForm';
import { fields } from './PlanNumbers';
import type { Plan } from './plansApi';
import { usePlans } from './plansApi';
import { i18n } from '../../i18n/i18n';

/** The plans of the installation. Its operator makes and assigns them. */
export function PlansPanel(): ReactNode {
  const { t } = useTranslation('settings');
  const me = useMe();
  const plans = usePlans();
  const [asking, setAsking] = useState<Plan | 'new' | 'assign' | null>(null);
  const mayChange = me.data?.scopes.includes('platform') ?? false;
  const close = () => setAsking(null);
  return (
    <Panel
      title={t('plans.title')}
      lead={t('plans.lead')}
      action={
        mayChange && (
          <Group gap="xs">
            <Button variant="default" onClick={() => setAsking('assign')} data-testid="assign">
              {t('plans.assign')}
            </Button>
            <Button onClick={() => setAsking('new')} data-testid="new-plan">
              {t('plans.new')}
            </Button>
          </Group>
        )
      }
    >
      <ListBody list={plans} none={t('plans.none')}>
        <ul className={listing.rows} aria-label={t('plans.title')}>
          {plans.items.map(plan => (
            <li key={plan.name} className={listing.row} data-testid="plan-row">
              <div className={listing.name}>
                <span className={listing.title}>{plan.name}</span>
                <span className={listing.facts}>{wordsOf(plan)}</span>
              </div>
              {plan.name === me.data?.tenant.plan && <Badge variant="light">{t('plans.yours')}</Badge>}
              {mayChange && (
                <IconButton
                  sign="edit"
                  label={t('plans.change', { name: plan.name })}
                  onClick={() => setAsking(plan)}
                />
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
  const given = fields.filter(name => plan[name] !== null);
  return given.length === 0
    ? i18n.t('settings:plans.unlimitedAll')
    : given.map(name => `${i18n.t(`settings:plans.${name}`)}: ${number(Number(plan[name]))}`).join(' · ');
}
