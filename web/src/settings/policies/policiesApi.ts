import { useQuery } from '@tanstack/react-query';
import { dataOf } from '../../api/http';
import type { components } from '../../api/schema';
import { useServices } from '../../services';
import { useChange, useList } from '../asking';

type Schemas = components['schemas'];
/** The server leaves none of its fields out. */
export type Policy = Required<Omit<Schemas['Policy'], 'refusals' | 'assistant'>> & {
  assistant?: string | null;
  refusals: Record<string, string>;
};
export type PolicyView = Omit<Schemas['PolicyView'], 'policy'> & { policy: Policy };
export type PolicyInput = Schemas['PolicyInput'];
export type CaseResult = Schemas['CaseResult'];
export type DryRun = Schemas['DryRunView'];
export type ActionCounts = Schemas['ActionCounts'];

const policies = ['policies'];
const every = 1500;

/** All policies, and what holds where none says otherwise. */
export function usePolicies() {
  const { http } = useServices();
  return useQuery({
    queryKey: policies,
    queryFn: ({ signal }) =>
      dataOf(http.api.GET('/v1/policies', { signal })) as unknown as Promise<{ data: PolicyView[]; standard: Policy }>,
  });
}

/** The versions of a policy, the newest first. */
export function useVersions(id: string) {
  return useList<PolicyView>(
    [...policies, id, 'versions'],
    (http, { query, signal }) =>
      http.api.GET('/v1/policies/{id}/versions', { params: { path: { id }, query }, signal }) as unknown as Promise<{
        data?: { data: PolicyView[]; next_cursor: string | null };
      }>,
  );
}

export function useAddPolicy() {
  return useChange((http, policy: PolicyInput) => http.api.POST('/v1/policies', { body: { policy } }), policies);
}

/** A policy anew; with force also when its own cases fail. */
export function useReplacePolicy() {
  return useChange(
    (http, asked: { id: string; version: number; policy: PolicyInput; force: boolean }) =>
      http.api.PUT('/v1/policies/{id}', {
        params: { path: { id: asked.id }, query: asked.force ? { force: true } : {} },
        body: { policy: asked.policy, version: asked.version },
      }),
    policies,
  );
}

export function useDeletePolicy() {
  return useChange((http, id: string) => http.api.DELETE('/v1/policies/{id}', { params: { path: { id } } }), policies);
}

/** Runs the cases of a policy that is not saved. */
export function useTestPolicy() {
  return useChange((http, policy: PolicyInput) => http.api.POST('/v1/policies/test', { body: { policy } }));
}

const runsOf = (id: string) => [...policies, id, 'dry-runs'];

export function useDryRuns(id: string) {
  const { http } = useServices();
  return useQuery({
    queryKey: runsOf(id),
    queryFn: ({ signal }) => dataOf(http.api.GET('/v1/policies/{id}/dry-runs', { params: { path: { id } }, signal })),
  });
}

export const isUnderWay = (run: DryRun) => run.state === 'queued' || run.state === 'running';

/** One dry run, looked at again while it is under way. */
export function useDryRun(id: string, run: string) {
  const { http } = useServices();
  return useQuery({
    queryKey: [...runsOf(id), run],
    queryFn: ({ signal }) =>
      dataOf(http.api.GET('/v1/policies/{id}/dry-runs/{run}', { params: { path: { id, run } }, signal })),
    refetchInterval: query => (query.state.data && !isUnderWay(query.state.data) ? false : every),
  });
}

export function useStartDryRun(id: string) {
  return useChange(
    (http, asked: { days: number; source: string; policy: PolicyInput }) =>
      http.api.POST('/v1/policies/{id}/dry-run', {
        params: { path: { id } },
        body: {
          from: new Date(Date.now() - asked.days * 86_400_000).toISOString(),
          source: asked.source === '' ? null : asked.source,
          policy: asked.policy,
        },
      }),
    runsOf(id),
  );
}

export function useCancelDryRun(id: string) {
  return useChange(
    (http, run: string) => http.api.POST('/v1/policies/{id}/dry-runs/{run}/cancel', { params: { path: { id, run } } }),
    runsOf(id),
  );
}
