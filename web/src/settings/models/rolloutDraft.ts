import type { Count } from './deploymentDraft';
import type { Rollout } from './routesApi';

export interface RolloutDraft {
  deployment: string;
  percent: Count;
  /** Empty, here and below: as much as is usual. */
  maxErrorRate: Count;
  maxLatencyRatio: Count;
  minCalls: Count;
}

export const emptyRollout: RolloutDraft = {
  deployment: '',
  percent: 10,
  maxErrorRate: '',
  maxLatencyRatio: '',
  minCalls: '',
};

export const rolloutDraftOf = (rollout: Rollout): RolloutDraft => ({
  deployment: rollout.deployment,
  percent: rollout.percent,
  maxErrorRate: rollout.max_error_rate,
  maxLatencyRatio: rollout.max_latency_ratio,
  minCalls: rollout.min_calls,
});

const given = (count: Count) => (count === '' ? null : count);

/** What is sent of a rollout. What it came to is the server's to say. */
export const rolloutOf = (draft: RolloutDraft) => ({
  deployment: draft.deployment,
  percent: given(draft.percent),
  max_error_rate: given(draft.maxErrorRate),
  max_latency_ratio: given(draft.maxLatencyRatio),
  min_calls: given(draft.minCalls),
});
