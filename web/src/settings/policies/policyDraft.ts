import type { Policy, PolicyInput } from './policiesApi';

/** Everything that a form changes: a policy as the server tells it, where nothing is left out. */
export type PolicyDraft = Policy;

export const actions = ['allow', 'redact', 'review', 'handoff', 'block'] as const;
export const personalActions = ['keep', 'mask', 'placeholder', 'block'] as const;
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

/** What is sent of a draft: without the empty lines of its lists. */
export function policyOf(draft: PolicyDraft): PolicyInput {
  return {
    ...draft,
    name: draft.name.trim(),
    assistant: draft.assistant?.trim() || null,
    allow: filled(draft.allow),
    deny: draft.deny.map(one => ({ ...one, terms: filled(one.terms), languages: filled(one.languages) })),
    topics: draft.topics.map(one => ({ ...one, examples: filled(one.examples) })),
    links: { ...draft.links, allow: filled(draft.links.allow) },
    refusals: Object.fromEntries(
      Object.entries(draft.refusals).filter(([, text]) => text.trim() !== ''),
    ) as PolicyInput['refusals'] & {},
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
