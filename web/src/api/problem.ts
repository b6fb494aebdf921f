import { i18n } from '../i18n/i18n';
import { ownWords } from '../i18n/ownWords';

/** What a refusal says beside its sentence. */
export interface ProblemFacts {
  retryAfterMs?: number | null;
  turnId?: string | null;
  /** What a sign-in goes on with that needs a second factor. */
  challenge?: string | null;
  /** When what is used up begins anew. */
  resetsAt?: string | null;
  /** What is wrong with the fields of a form, by their names. */
  fields?: Readonly<Record<string, string>>;
}

/** A refusal or failure of the API, worded for the person who reads it. */
export class Problem extends Error {
  readonly retryAfterMs: number | null;
  readonly turnId: string | null;
  readonly challenge: string | null;
  readonly resetsAt: string | null;
  readonly fields: Readonly<Record<string, string>>;

  constructor(
    readonly status: number,
    readonly code: string,
    sentence: string,
    facts: ProblemFacts = {},
  ) {
    super(sentence);
    this.name = 'Problem';
    this.retryAfterMs = facts.retryAfterMs ?? null;
    this.turnId = facts.turnId ?? null;
    this.challenge = facts.challenge ?? null;
    this.resetsAt = facts.resetsAt ?? null;
    this.fields = facts.fields ?? {};
  }
}

/** The request never reached the server, or its answer never reached us. */
export class NetworkProblem extends Problem {
  constructor() {
    super(0, 'network', i18n.t('problem.network'));
    this.name = 'NetworkProblem';
  }
}

/** Whether the same request may succeed if it is sent again unchanged. */
export function isPassing(error: unknown): error is Problem {
  return error instanceof Problem && (error.status === 0 || [502, 503, 504].includes(error.status));
}

/** One sentence for a person, whatever was thrown. */
export function sentenceOf(error: unknown): string {
  return error instanceof Problem ? error.message : i18n.t('problem.page');
}

/** Reads the problem document of a refused request. */
export async function problemOf(response: Response): Promise<Problem> {
  const body = await bodyOf(response);
  const code = text(body.code) ?? `http_${response.status}`;
  const served =
    text(Object.values(fieldErrors(body.errors)).join(' ')) ??
    text(body.detail) ??
    text(body.title) ??
    plainWords(response.status);
  return new Problem(response.status, code, ownWords(code, body) ?? served, {
    retryAfterMs: retryAfter(response.headers.get('Retry-After')),
    turnId: text(body.turn_id),
    challenge: text(body.challenge),
    resetsAt: text(body.resets_at),
    fields: fieldErrors(body.errors),
  });
}

async function bodyOf(response: Response): Promise<Record<string, unknown>> {
  try {
    const body: unknown = await response.json();
    return typeof body === 'object' && body !== null ? (body as Record<string, unknown>) : {};
  } catch {
    return {};
  }
}

function fieldErrors(errors: unknown): Record<string, string> {
  if (typeof errors !== 'object' || errors === null) return {};
  return Object.fromEntries(
    Object.entries(errors)
      .map(([field, sentences]) => [field, [sentences].flat().filter(one => typeof one === 'string')] as const)
      .filter(([, sentences]) => sentences.length > 0)
      .map(([field, sentences]) => [field, sentences.join(' ')]),
  );
}

function text(value: unknown): string | null {
  return typeof value === 'string' && value.trim() !== '' ? value : null;
}

/** Retry-After holds seconds or a date. */
export function retryAfter(value: string | null, now = Date.now()): number | null {
  if (value === null || value.trim() === '') return null;
  const seconds = Number(value);
  if (Number.isFinite(seconds)) return Math.max(0, seconds * 1000);
  const date = Date.parse(value);
  return Number.isNaN(date) ? null : Math.max(0, date - now);
}

function plainWords(status: number): string {
  if (status === 401) return i18n.t('problem.signedOut');
  if (status === 403) return i18n.t('problem.notAllowed');
  if (status === 404) return i18n.t('problem.notThere');
  if (status === 413) return i18n.t('problem.tooLarge');
  if (status === 429) return i18n.t('problem.tooMany');
  if (status >= 500) return i18n.t('problem.server');
  return i18n.t('problem.refused');
}

/** What a refusal says of single fields of a form. */
export function fieldsOf(error: unknown): Readonly<Record<string, string>> {
  return error instanceof Problem ? error.fields : {};
}

/** What a form has to say above its fields: a refusal that speaks of none of those that show it themselves. */
export function restOf(error: Error | null, shown: readonly string[]): Error | null {
  const said = Object.keys(fieldsOf(error));
  return said.length > 0 && said.every(field => shown.includes(field)) ? null : error;
}
