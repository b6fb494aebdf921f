import { useQuery } from '@tanstack/react-query';
import { dataOf } from '../../api/http';
import type { components } from '../../api/schema';
import { limitKeys } from '../../limits/useLimits';
import { useServices } from '../../services';
import { useChange, useList } from '../asking';

export type Budget = components['schemas']['BudgetView'];
export type Grouping = 'day' | 'model' | 'deployment' | 'user' | 'key' | 'purpose';

const budgets = ['budgets'];

export function useBudgets() {
  return useList(budgets, (http, { query, signal }) => http.api.GET('/v1/budgets', { params: { query }, signal }));
}

export function useMakeBudget() {
  return useChange(
    (http, body: { scope: { kind: string; id: string | null }; unit: string; limit: unknown; window: string }) =>
      http.api.POST('/v1/budgets', { body: body as components['schemas']['CreateBudgetRequest'] }),
    budgets,
    limitKeys.own,
  );
}

export function useRemoveBudget() {
  return useChange(
    (http, id: string) => http.api.DELETE('/v1/budgets/{id}', { params: { path: { id } } }),
    budgets,
    limitKeys.own,
  );
}

/** What the tenant's calls of models used in the last thirty days. */
export function useUsage(groupBy: Grouping) {
  const { http } = useServices();
  return useQuery({
    queryKey: ['usage', groupBy],
    queryFn: ({ signal }) => dataOf(http.api.GET('/v1/usage', { params: { query: { group_by: groupBy } }, signal })),
  });
}
