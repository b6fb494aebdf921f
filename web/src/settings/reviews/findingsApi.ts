import { useQuery } from '@tanstack/react-query';
import { dataOf } from '../../api/http';
import type { components } from '../../api/schema';
import { useServices } from '../../services';
import { useList } from '../asking';
import { given } from './reviewsApi';

export type FoundOnDay = components['schemas']['FoundOnDay'];

/** Which findings are asked for; what is empty does not narrow. */
export interface FindingFilter {
  guard: string;
  kind: string;
  action: string;
  /** How many days back. */
  days: '7' | '30' | '90';
}

const dayMs = 86_400_000;

/** The beginning of the first day, by UTC, so that a list that is asked for again is the same. */
const queryOf = ({ days, ...filter }: FindingFilter) => ({
  ...given(filter),
  from: new Date((Math.floor(Date.now() / dayMs) - Number(days) + 1) * dayMs).toISOString(),
});

export function useFindings(filter: FindingFilter) {
  return useList(['findings', filter], (http, { query, signal }) =>
    http.api.GET('/v1/findings', { params: { query: { ...query, ...queryOf(filter) } }, signal }),
  );
}

export function useFoundByDay(filter: FindingFilter) {
  const { http } = useServices();
  return useQuery({
    queryKey: ['findings', 'days', filter],
    queryFn: ({ signal }) => dataOf(http.api.GET('/v1/findings/days', { params: { query: queryOf(filter) }, signal })),
  });
}
