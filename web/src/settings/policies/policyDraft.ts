import type { Policy, PolicyInput } from './policiesApi';

/** Everything that a form changes: a policy as the server tells it, where nothing is left out. */
export type PolicyDraft = Policy & {
  /** What refused people read, by language, as it was typed: there a language may stand twice for a moment. */
  typed?: [string, string][];
};

export const actions = ['allow', 'redact', 'review', 'handoff', 'block'] as const;
export const personalActions = ['keep', 'mask', 'placeholder', 'block'] as const;
export const approvals = ['writing', 'all', 'none'] as const;
export const sources = ['user', 'document', 'output'] as const;
export type Action = (typeof actions)[number];
export type PersonalAction = (typeof personalActions)[number];

export const replaced = <T>(items: readonly T[], at: number, item: T) =>
  items.map((one, index) => (index === at ? item : one));
export const without = <T>(items: readonly T[], at: number) => items.filter((_, index) => index !== at);

/** One entry a line. While somebody types, empty lines stay. */
export const linesOf = (text: string) => (text === '' ? [] : text.split('\n'));
export const textOf = (lines: readonly string[]) => lines.join('\n');

const filled = (lines: readonly string[]) => lines.map(line => line.trim()).filter(line => line !== '');

/** What refused people read, a pair of language and text each. */
export const refusalsOf = (draft: PolicyDraft): [string, string][] => draft.typed ?? Object.entries(draft.refusals);

const saidIn = (draft: PolicyDraft) =>
  refusalsOf(draft)
    .map(([language, text]): [string, string] => [language.trim(), text])
    .filter(([, text]) => text.trim() !== '');

/** The languages that have more than one text: of these nobody knows which is meant. */
export function twice(draft: PolicyDraft): string[] {
  const languages = saidIn(draft).map(([language]) => language);
  return [...new Set(languages.filter((language, at) => languages.indexOf(language) !== at))];
}

/** What is sent of a draft: without the empty lines of its lists. */
export function policyOf({ typed, ...draft }: PolicyDraft): PolicyInput {
  return {
    ...draft,
    name: draft.name.trim(),
    assistant: draft.assistant?.trim() || null,
    allow: filled(draft.allow),
    deny: draft.deny.map(one => ({ ...one, terms: filled(one.terms), languages: filled(one.languages) })),
    topics: draft.topics.map(one => ({ ...one, examples: filled(one.examples) })),
    links: { ...draft.links, allow: filled(draft.links.allow) },
    tools: { ...draft.tools, read_only: filled(draft.tools.read_only), follows: filled(draft.tools.follows) },
    refusals: Object.fromEntries(saidIn(typed ? { ...draft, typed } : draft)) as PolicyInput['refusals'] & {},
  };
}

/** What differs between two versions, each as "where: before → after". */
export function differences(before: unknown, after: unknown, path = ''): string[] {
  if (JSON.stringify(before) === JSON.stringify(after)) return [];
  if (isBranch(before) && isBranch(after)) {
    const keys = [...new Set([...Object.keys(before), ...Object.keys(after)])];
    return keys.flatMap(key => differences(before[key], after[key], path === '' ? key : `${path}.${key}`));
  }
  return [`${path}: ${shown(before)} → ${shown(after)}`];
}

const isBranch = (value: unknown): value is Record<string, unknown> =>
  typeof value === 'object' && value !== null && !Array.isArray(value);

function shown(value: unknown): string {
  const text = value === undefined || value === null ? '–' : typeof value === 'string' ? value : JSON.stringify(value);
  return text.length > 120 ? `${text.slice(0, 120)}…` : text;
}
