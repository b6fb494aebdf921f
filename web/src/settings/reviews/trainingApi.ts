import { useQuery } from '@tanstack/react-query';
import { dataOf } from '../../api/http';
import { useServices } from '../../services';
import { useChange, useList } from '../asking';

export function useExamples() {
  return useList(['training', 'examples'], (http, { query, signal }) =>
    http.api.GET('/v1/training-examples', { params: { query }, signal }),
  );
}

export function useCollects() {
  const { http } = useServices();
  return useQuery({
    queryKey: ['training', 'settings'],
    queryFn: ({ signal }) => dataOf(http.api.GET('/v1/training-examples/settings', { signal })),
  });
}

export function useSetCollects() {
  return useChange(
    (http, collects: boolean) => http.api.PUT('/v1/training-examples/settings', { body: { collects } }),
    ['training'],
  );
}

export function useDeleteExample() {
  return useChange(
    (http, id: string) => http.api.DELETE('/v1/training-examples/{id}', { params: { path: { id } } }),
    ['training'],
  );
}

/** All examples, one JSON object a line. */
export function useExport() {
  return useChange(http => http.api.GET('/v1/training-examples/export', { parseAs: 'blob' }));
}
