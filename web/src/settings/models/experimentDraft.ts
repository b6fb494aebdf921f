import type { Count } from './deploymentDraft';
import type { Experiment } from './routesApi';
import type { TargetDraft } from './targetDraft';
import { emptyTarget, targetDraftOf, targetsOf } from './targetDraft';

export interface VariantDraft {
  name: string;
  weight: Count;
  /** Empty: what the rules of the route choose. */
  use: TargetDraft[];
}

export interface ExperimentDraft {
  name: string;
  /** What keeps to its variant: `user` or `conversation`. */
  by: string;
  variants: VariantDraft[];
}

export const emptyVariant: VariantDraft = { name: '', weight: 1, use: [] };
export const emptyExperiment: ExperimentDraft = { name: '', by: 'user', variants: [emptyVariant, emptyVariant] };

export const experimentDraftOf = ({ name, by, variants }: Experiment): ExperimentDraft => ({
  name,
  by,
  variants: variants.map(variant => ({
    name: variant.name,
    weight: variant.weight,
    use: (variant.use ?? []).map(targetDraftOf),
  })),
});

export const experimentOf = ({ name, by, variants }: ExperimentDraft) => ({
  name: name.trim(),
  by,
  variants: variants.map(variant => ({
    name: variant.name.trim(),
    weight: variant.weight === '' ? null : variant.weight,
    use: variant.use.length === 0 ? null : targetsOf(variant.use),
  })),
});

/** The models of a variant by their names; those that were there keep their weights. */
export const usedOf = (before: readonly TargetDraft[], names: readonly string[]): TargetDraft[] =>
  names.map(name => before.find(one => one.deployment === name) ?? { ...emptyTarget, deployment: name });
