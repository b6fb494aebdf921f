import { useQuery } from '@tanstack/react-query';
import { dataOf } from '../../api/http';
import type { components } from '../../api/schema';
import { useServices } from '../../services';
import { useChange, useList } from '../asking';

type Schemas = components['schemas'];
export type ModelRoute = Schemas['RouteView'];
export type RouteRule = Schemas['RouteRule'];
export type RouteTarget = Schemas['RouteTarget'];
export type Rollout = Schemas['Rollout'];
export type Experiment = Schemas['Experiment'];
export type VariantFigures = Schemas['ShowExperimentVariantFigures'];
export type Condition = keyof Schemas['RouteCondition'];

const routes = ['routes'];
const choosable = ['models'];

export function useRoutes() {
  return useList(routes, (http, { signal }) => http.api.GET('/v1/routes', { signal }));
}

/** What came of the variants of a route's experiment. */
export function useExperiment(name: string) {
  const { http } = useServices();
  return useQuery({
    queryKey: [...routes, name, 'experiment'],
    queryFn: ({ signal }) =>
      dataOf(http.api.GET('/v1/routes/{name}/experiment', { params: { path: { name } }, signal })),
  });
}

export function useAddRoute() {
  return useChange((http, body: Schemas['RouteInput']) => http.api.POST('/v1/routes', { body }), routes, choosable);
}

/** All of a route anew. */
export function useReplaceRoute() {
  return useChange(
    (http, { name, body }: { name: string; body: Schemas['RouteInput'] }) =>
      http.api.PUT('/v1/routes/{name}', { params: { path: { name } }, body }),
    routes,
    choosable,
  );
}

export function useDeleteRoute() {
  return useChange(
    (http, name: string) => http.api.DELETE('/v1/routes/{name}', { params: { path: { name } } }),
    routes,
    choosable,
  );
}
