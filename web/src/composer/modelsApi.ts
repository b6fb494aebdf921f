import { useQuery } from '@tanstack/react-query';
import { dataOf } from '../api/http';
import type { Model } from '../api/types';
import { useServices } from '../services';

/** The models that may be asked. */
export function useModels(wanted = true) {
  const { http } = useServices();
  return useQuery({
    queryKey: ['models'],
    queryFn: async ({ signal }) => (await dataOf(http.api.GET('/v1/models', { signal }))).data,
    enabled: wanted,
    staleTime: 60_000,
  });
}

export type Refusal = 'noChat' | 'noVision';

/** Why a model cannot be chosen for the next message; null when it can. */
export function refusalOf(model: Model, hasImages: boolean): Refusal | null {
  if (!model.abilities.includes('chat')) return 'noChat';
  return hasImages && !model.abilities.includes('vision') ? 'noVision' : null;
}
