import { useQuery } from '@tanstack/react-query';
import { dataOf } from '../../api/http';
import type { components } from '../../api/schema';
import { useServices } from '../../services';
import { useChange, useList } from '../asking';

export type Review = components['schemas']['ReviewView'];
export type ReviewDetail = components['schemas']['ReviewDetail'];
export type ReviewedText = components['schemas']['ReviewedText'];
export type Mark = components['schemas']['Mark'];
export type PolicyEffect = components['schemas']['PolicyEffect'];
export type Decision = 'allow' | 'block';

/** Which cases are asked for; what is empty does not narrow. */
export interface ReviewFilter {
  state: 'open' | 'automatic' | 'decided' | '';
  source: string;
  kind: string;
}

export const given = (filter: object) =>
  Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== '')) as Record<string, string>;

export function useReviews(filter: ReviewFilter) {
  return useList(['reviews', filter], (http, { query, signal }) =>
    http.api.GET('/v1/reviews', { params: { query: { ...query, ...given(filter) } }, signal }),
  );
}

/** A case with its texts; to read it is told in the audit trail, so it is not read again by itself. */
export function useReview(id: string) {
  const { http } = useServices();
  return useQuery({
    queryKey: ['review', id],
    queryFn: ({ signal }) => dataOf(http.api.GET('/v1/reviews/{id}', { params: { path: { id } }, signal })),
    staleTime: Infinity,
  });
}

export function useClaim(id: string) {
  return useChange(
    http => http.api.POST('/v1/reviews/{id}/claim', { params: { path: { id } } }),
    ['reviews'],
    ['review', id],
  );
}

export interface DecisionInput {
  decision: Decision;
  reason: string;
  reply: string | null;
  effect: PolicyEffect | null;
}

export function useDecide(id: string) {
  return useChange(
    (http, body: DecisionInput) => http.api.POST('/v1/reviews/{id}/decision', { params: { path: { id } }, body }),
    ['reviews'],
    ['review', id],
    ['training'],
  );
}
