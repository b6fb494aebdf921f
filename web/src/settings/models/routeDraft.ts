import type { ChoosingDraft } from './choosingDraft';
import { choosingDraftOf, choosingOf, usualChoosing } from './choosingDraft';
import type { ExperimentDraft } from './experimentDraft';
import { experimentDraftOf, experimentOf } from './experimentDraft';
import type { RolloutDraft } from './rolloutDraft';
import { rolloutDraftOf, rolloutOf } from './rolloutDraft';
import type { Condition, ModelRoute, RouteRule } from './routesApi';
import type { TargetDraft } from './targetDraft';
import { ceilingOf, emptyTarget, targetDraftOf, targetsOf } from './targetDraft';

/** What a rule can ask for, in the order in which it is read. */
export const conditions = [
  'plan',
  'intent',
  'task',
  'language',
  'modality',
  'complexity_min',
  'complexity_max',
  'context_tokens_min',
  'context_tokens_max',
] as const satisfies Condition[];

export interface ConditionDraft {
  part: Condition;
  value: string;
}

export interface RuleDraft {
  when: ConditionDraft[];
  use: TargetDraft[];
  /** Empty: no ceiling. */
  maxCost: string;
}

export interface RouteDraft {
  name: string;
  rules: RuleDraft[];
  fallbacks: string[];
  choosing: ChoosingDraft;
  rollout: RolloutDraft | null;
  experiment: ExperimentDraft | null;
}

export const emptyRule: RuleDraft = { when: [], use: [emptyTarget], maxCost: '' };
export const emptyRoute: RouteDraft = {
  name: '',
  rules: [emptyRule],
  fallbacks: [],
  choosing: usualChoosing,
  rollout: null,
  experiment: null,
};

export function draftOf(route: ModelRoute): RouteDraft {
  return {
    name: route.name,
    rules: route.rules.map(rule => ({
      when: askedOf(rule).map(([part, value]) => ({ part, value: String(value) })),
      use: rule.use.map(targetDraftOf),
      maxCost: rule.max_cost ?? '',
    })),
    fallbacks: route.fallbacks,
    choosing: choosingDraftOf(route),
    rollout: route.rollout ? rolloutDraftOf(route.rollout) : null,
    experiment: route.experiment ? experimentDraftOf(route.experiment) : null,
  };
}

/** The parts of a rule's condition that it has. */
export function askedOf(rule: RouteRule): [Condition, string | number][] {
  return conditions.flatMap(part => {
    const value = rule.when?.[part];
    return value === null || value === undefined ? [] : [[part, value] as [Condition, string | number]];
  });
}

const isNumber = (part: Condition) => part.endsWith('_min') || part.endsWith('_max');

// What is no number goes as it was written: the server says at the rule what is wrong with it.
const valueOf = ({ part, value }: ConditionDraft) => {
  const text = value.trim();
  return isNumber(part) && text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
};

/** What is sent of a draft. What no form asks for is set elsewhere, and stays as it was before. */
export function routeOf(draft: RouteDraft, before: ModelRoute | null) {
  return {
    rules: draft.rules.map(rule => ({
      when: rule.when.length === 0 ? null : Object.fromEntries(rule.when.map(one => [one.part, valueOf(one)])),
      use: targetsOf(rule.use),
      ...ceilingOf(rule.maxCost),
    })),
    fallbacks: draft.fallbacks,
    ...choosingOf(draft.choosing),
    ...(draft.rollout === null ? {} : { rollout: rolloutOf(draft.rollout) }),
    ...(draft.experiment === null ? {} : { experiment: experimentOf(draft.experiment) }),
    ...(before === null ? {} : { access: before.access }),
  };
}
