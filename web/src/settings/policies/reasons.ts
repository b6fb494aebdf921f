import type { CaseResult } from './policiesApi';

/** What guards found, each once, with how sure they are. */
export function reasonsOf(findings: CaseResult['findings']): string {
  return [...new Set(findings.map(one => `${one.guard} ${one.kind} ${Math.round(one.score * 100) / 100}`))].join(', ');
}
