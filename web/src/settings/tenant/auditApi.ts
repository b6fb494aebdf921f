import type { components } from '../../api/schema';
import { useList } from '../asking';

export type AuditEvent = components['schemas']['ListAuditAuditEvent'];

/** Which events are asked for; what is empty does not narrow. */
export interface AuditFilter {
  action: string;
  actor: string;
  /** As a field for a day and an hour gives them, in the reader's own time. */
  from: string;
  to: string;
}

export function useAudit(filter: AuditFilter) {
  return useList(['audit', filter], (http, { query, signal }) =>
    http.api.GET('/v1/audit', { params: { query: { ...query, ...given(filter) } }, signal }),
  );
}

function given({ action, actor, from, to }: AuditFilter) {
  return {
    ...(action === '' ? {} : { action }),
    ...(actor === '' ? {} : { actor }),
    ...(from === '' ? {} : { from: new Date(from).toISOString() }),
    ...(to === '' ? {} : { to: new Date(to).toISOString() }),
  };
}
