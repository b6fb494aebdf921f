import type { components } from '../api/schema';

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

const windows: Record<string, string> = { minute: 'this minute', day: 'today', month: 'this month' };
const whose: Record<string, string> = {
  tenant: ', of everybody here',
  group: ', of your group',
  key: ', of the key',
};
const units: Record<string, string> = { requests: 'Requests', tokens: 'Tokens', money: 'Money' };
const soft = 0.8;

/** The limits that run out while one works; what bounds requests a minute is none of them. */
export function metersOf(limits: Limits): Meter[] {
  const { messages, budgets } = limits;
  const plan = messages.limit === null ? [] : [meterOfPlan(Number(messages.limit), limits)];
  return [
    ...plan,
    ...budgets.map(budget => ({
      name: `${units[budget.unit] ?? budget.unit} ${windows[budget.window] ?? budget.window}${whose[budget.scope.kind] ?? ''}`,
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
    name: 'Messages today',
    used: Number(messages.used),
    most,
    soft: soft * most,
    resetsAt: messages.resets_at,
  };
}
