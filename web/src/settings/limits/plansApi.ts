import type { components } from '../../api/schema';
import { limitKeys } from '../../limits/useLimits';
import { useChange, useList } from '../asking';

export type Plan = components['schemas']['Plan'];
export type Numbers = Omit<Plan, 'name'>;

const plans = ['plans'];

export function usePlans() {
  return useList(plans, (http, { signal }) => http.api.GET('/v1/plans', { signal }));
}

export function usePutPlan() {
  return useChange(
    (http, { name, ...body }: Plan) => http.api.PUT('/v1/plans/{name}', { params: { path: { name } }, body }),
    plans,
    limitKeys.own,
  );
}

export function usePutTenantPlan() {
  return useChange(
    (http, { tenant, ...body }: Numbers & { tenant: string; plan: string }) =>
      http.api.PUT('/v1/tenants/{id}/plan', { params: { path: { id: tenant } }, body }),
    limitKeys.own,
    ['me'],
  );
}
