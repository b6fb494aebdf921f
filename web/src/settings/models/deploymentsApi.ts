import { useQuery } from '@tanstack/react-query';
import { dataOf } from '../../api/http';
import type { components } from '../../api/schema';
import { useServices } from '../../services';
import { useChange, useList } from '../asking';

type Schemas = components['schemas'];
export type Deployment = Schemas['DeploymentView'];
export type NewDeployment = Schemas['CreateDeploymentRequest'];
export type DeploymentChange = Schemas['DeploymentInput'];
export type Standing = Schemas['DeploymentHealthView'];
export type TestReport = Schemas['ProbeReport'];

const deployments = ['deployments'];
/** What people may choose where they write; it follows from the deployments and the routes. */
const choosable = ['models'];
const usage = ['usage'];

/** Each standing is asked for this often while few are shown; a long list asks less often, not more. */
const OftenMs = 4_000;
const AskEachMs = 1_000;

export function useDeployments() {
  return useList(deployments, (http, { signal }) => http.api.GET('/v1/deployments', { signal }));
}

/** How a deployment fares, read again and again while somebody looks at the page. */
export function useStanding(id: string, shown: number) {
  const { http } = useServices();
  return useQuery({
    queryKey: ['standing', id],
    queryFn: ({ signal }) => dataOf(http.api.GET('/v1/deployments/{id}/health', { params: { path: { id } }, signal })),
    refetchInterval: Math.max(OftenMs, shown * AskEachMs),
    refetchIntervalInBackground: false,
  });
}

export function useAddDeployment() {
  return useChange((http, body: NewDeployment) => http.api.POST('/v1/deployments', { body }), deployments, choosable);
}

export function useChangeDeployment() {
  return useChange(
    (http, { id, body }: { id: string; body: DeploymentChange }) =>
      http.api.PATCH('/v1/deployments/{id}', { params: { path: { id } }, body }),
    deployments,
    choosable,
  );
}

export function useDeleteDeployment() {
  return useChange(
    (http, id: string) => http.api.DELETE('/v1/deployments/{id}', { params: { path: { id } } }),
    deployments,
    choosable,
  );
}

/** Asks the model a few times. The calls are real ones and cost what calls cost. */
export function useTestDeployment(id: string) {
  return useChange(
    (http, requests: number) =>
      http.api.POST('/v1/deployments/{id}/test', { params: { path: { id } }, body: { requests } }),
    ['standing', id],
    usage,
  );
}

export function usePrices(id: string) {
  return useList(['prices', id], (http, { signal }) =>
    http.api.GET('/v1/deployments/{id}/prices', { params: { path: { id } }, signal }),
  );
}

export function useSetPrice(id: string) {
  return useChange(
    (http, body: Schemas['PriceInput']) =>
      http.api.POST('/v1/deployments/{id}/prices', { params: { path: { id } }, body }),
    ['prices', id],
    deployments,
  );
}
