import type { components } from '../api/schema';
import { i18n } from '../i18n/i18n';

export type Limits = components['schemas']['ShowLimitsAnswer'];

/** One limit, what is used of it and when it begins anew. */
export interface Meter {
  name: string;
  used: number;
  most: number;
  /** From here on it counts as nearly used. */
  soft: number;
  resetsAt: string;
}

const units = ['requests', 'tokens', 'money'] as const;
const windows = ['minute', 'day', 'month'] as const;

/** Whose budgets somebody shares with others. */
const sharers = ['tenant', 'group', 'key'] as const;
const soft = 0.8;

/** The limits that run out while one works; what bounds requests a minute is none of them. */
export function metersOf(limits: Limits): Meter[] {
  const { messages, budgets } = limits;
  const plan = messages.limit === null ? [] : [meterOfPlan(Number(messages.limit), limits)];
  return [
    ...plan,
    ...budgets.map(budget => ({
      name: nameOf(budget),
      used: Number(budget.spent) + Number(budget.reserved),
      most: Number(budget.limit),
      soft: budget.soft_at === null ? soft * Number(budget.limit) : Number(budget.soft_at),
      resetsAt: budget.resets_at,
    })),
  ];
}

export function isNear(meter: Meter): boolean {
  return meter.used >= meter.soft;
}

function meterOfPlan(most: number, { messages }: Limits): Meter {
  return {
    name: i18n.t('limits:messagesToday'),
    used: Number(messages.used),
    most,
    soft: soft * most,
    resetsAt: messages.resets_at,
  };
}

function nameOf({ unit, window, scope }: Limits['budgets'][number]): string {
  const [what, when, whose] = [
    units.find(item => item === unit),
    windows.find(item => item === window),
    sharers.find(item => item === scope.kind),
  ];
  const name = i18n.t('limits:budget', {
    what: what ? i18n.t(`limits:units.${what}`) : unit,
    when: when ? i18n.t(`limits:windows.${when}`) : window,
  });
  return whose ? i18n.t(`limits:of.${whose}`, { name }) : name;
}
