import type { Count } from './deploymentDraft';
import type { RouteTarget } from './routesApi';

export interface TargetDraft {
  deployment: string;
  /** Empty: as much as the deployment's own weight says. */
  weight: Count;
  /** What one call may cost at most; empty: what the rule says. */
  maxCost: string;
}

export const emptyTarget: TargetDraft = { deployment: '', weight: '', maxCost: '' };

export const targetDraftOf = ({ deployment, weight, max_cost }: RouteTarget): TargetDraft => ({
  deployment,
  weight: weight ?? '',
  maxCost: max_cost ?? '',
});

/** What is sent of the targets; those that nobody chose are left out. */
export const targetsOf = (drafts: readonly TargetDraft[]) =>
  drafts
    .filter(target => target.deployment !== '')
    .map(({ deployment, weight, maxCost }) => ({
      deployment,
      weight: weight === '' ? null : weight,
      ...ceilingOf(maxCost),
    }));

// An amount goes as it was written: the server says what is wrong with it.
export const ceilingOf = (maxCost: string) => (maxCost.trim() === '' ? {} : { max_cost: maxCost.trim() });
