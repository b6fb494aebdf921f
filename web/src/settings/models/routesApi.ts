import type { components } from '../../api/schema';
import { useChange, useList } from '../asking';

type Schemas = components['schemas'];
export type ModelRoute = Schemas['RouteView'];
export type RouteRule = Schemas['RouteRule'];
export type Condition = keyof Schemas['RouteCondition'];

const routes = ['routes'];
const choosable = ['models'];

export function useRoutes() {
  return useList(routes, (http, { signal }) => http.api.GET('/v1/routes', { signal }));
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
