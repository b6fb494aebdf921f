import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Problem } from '../api/problem';
import type { BranchContext } from '../api/types';
import { useServices } from '../services';
import { pageClock } from '../turns/clock';

const contextKey = (conversationId: string) => ['context', conversationId] as const;

/** How the next answer's window is filled; null where nothing can be said of it. */
export function useContextUse(conversationId: string, leaf: string | null, model: string | undefined) {
  const { http } = useServices();
  return useQuery({
    queryKey: [...contextKey(conversationId), leaf, model ?? null],
    queryFn: async ({ signal }) => {
      try {
        const path = `/v1/conversations/${encodeURIComponent(conversationId)}/context`;
        return await http.ask<BranchContext>('GET', path, { query: { leaf, model }, signal });
      } catch (error) {
        if (error instanceof Problem && [403, 404].includes(error.status)) return null;
        throw error;
      }
    },
    enabled: leaf !== null,
    placeholderData: before => before,
    staleTime: 30_000,
  });
}

/** Folds what is old into the summary now, and waits until that is done. */
export function useCompacting(conversationId: string, leaf: string | null) {
  const { http } = useServices();
  const client = useQueryClient();
  return useMutation({
    mutationFn: async () => {
      const path = `/v1/conversations/${encodeURIComponent(conversationId)}/compact`;
      const { job_id } = await http.ask<{ job_id: string }>('POST', path, { body: leaf === null ? {} : { leaf } });
      await jobEnds(job_id);
    },
    onSettled: () => client.invalidateQueries({ queryKey: contextKey(conversationId) }),
  });

  async function jobEnds(id: string): Promise<void> {
    const never = new AbortController().signal;
    for (let wait = 300; ; wait = Math.min(3000, wait * 1.5)) {
      const job = await http.ask<{ state: string; error: string | null }>('GET', `/v1/jobs/${encodeURIComponent(id)}`);
      if (job.state === 'failed') throw new Problem(500, 'job_failed', job.error ?? '');
      if (job.state === 'done') return;
      await pageClock.sleep(wait, never);
    }
  }
}
