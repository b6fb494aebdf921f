import { useMutation, useQueryClient } from '@tanstack/react-query';
import type { Page } from '../api/types';
import type { Http } from '../api/http';
import { useServices } from '../services';
import { useList } from '../settings/asking';

/** A branch that whoever has its link may read. */
export interface Share {
  id: string;
  conversation_id: string;
  messages?: number;
  created_at: string;
  expires_at: string;
  /** In the answer that made it alone. */
  url?: string;
}

const shares = ['shares'] as const;

/** The shares of one conversation, or all of one's own. */
export function useShares(conversationId: string | null) {
  const path = conversationId === null ? '/v1/shares' : `/v1/conversations/${conversationId}/shares`;
  return useList<Share>([...shares, conversationId], async (http, { query, signal }) => ({
    data: await http.ask<Page<Share>>('GET', path, { query, signal }),
  }));
}

export function useShare() {
  const { http } = useServices();
  const client = useQueryClient();
  return useMutation({
    mutationFn: ({ id, days }: { id: string; days: number }) =>
      http.ask<Share>('POST', `/v1/conversations/${id}/shares`, { body: { expires_in_days: days } }),
    onSuccess: () => client.invalidateQueries({ queryKey: shares }),
  });
}

export function useRevokeShare() {
  const { http } = useServices();
  const client = useQueryClient();
  return useMutation({
    mutationFn: (id: string) => http.api.DELETE('/v1/shares/{id}', { params: { path: { id } } }),
    onSuccess: () => client.invalidateQueries({ queryKey: shares }),
  });
}

/** Saves a file that the server makes of a conversation. */
export async function saveExport(http: Http, id: string, format: 'markdown' | 'json'): Promise<void> {
  const response = await http.stream(`/v1/conversations/${id}/export?format=${format}`, {
    headers: { Accept: '*/*' },
    signal: new AbortController().signal,
  });
  const url = URL.createObjectURL(await response.blob());
  const link = document.createElement('a');
  link.href = url;
  link.download = nameIn(response.headers.get('Content-Disposition')) ?? `${id}.${format === 'json' ? 'json' : 'md'}`;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000);
}

/** The name that a server gives a file: RFC 6266, in which `filename*` goes before `filename`. */
export function nameIn(disposition: string | null): string | null {
  const wide = /filename\*=UTF-8''([^;]+)/i.exec(disposition ?? '')?.[1];
  if (wide !== undefined) return decodeURIComponent(wide);
  return (
    /filename="([^"]+)"/i.exec(disposition ?? '')?.[1] ?? /filename=([^;\s]+)/i.exec(disposition ?? '')?.[1] ?? null
  );
}
