import type { TFunction } from 'i18next';

type Words = TFunction<'reviews'>;

const sources = ['user', 'document', 'tool', 'output'] as const;
const actions = ['allow', 'redact', 'review', 'handoff', 'block'] as const;
const states = ['open', 'automatic', 'decided'] as const;

const isOne = <T extends string>(all: readonly T[], word: string): word is T =>
  (all as readonly string[]).includes(word);

/** Words of the API as people say them; what this page does not know stays as it is. */
export const sourceWord = (t: Words, source: string): string =>
  isOne(sources, source) ? t(`sources.${source}`) : source;

export const actionWord = (t: Words, action: string): string =>
  isOne(actions, action) ? t(`actions.${action}`) : action;

export const stateWord = (t: Words, state: string): string => (isOne(states, state) ? t(`states.${state}`) : state);

/** Kinds are names that the policy shows too, so they stay as they are but for their joints. */
export const kindWord = (kind: string): string => kind.replaceAll('_', ' ');
