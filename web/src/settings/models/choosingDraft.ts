import type { ModelRoute } from './routesApi';

/** How one is chosen among the models of a rule. */
export const balances = ['weighted', 'least_busy', 'latency', 'prefix'] as const satisfies ModelRoute['balance'][];

/** Whether an answer is given again: as the settings of the server say, or as the route does. */
export const reuses = ['asSet', 'on', 'off'] as const;

export interface ChoosingDraft {
  balance: (typeof balances)[number];
  exact: (typeof reuses)[number];
  semantic: (typeof reuses)[number];
}

export const usualChoosing: ChoosingDraft = { balance: 'weighted', exact: 'asSet', semantic: 'asSet' };

const reuseOf = (isOn: boolean | null | undefined) => (isOn ? 'on' : isOn === false ? 'off' : 'asSet');
const isOn = (reuse: ChoosingDraft['exact']) => (reuse === 'asSet' ? null : reuse === 'on');

export const choosingDraftOf = ({ balance, cache }: ModelRoute): ChoosingDraft => ({
  balance,
  exact: reuseOf(cache.exact),
  semantic: reuseOf(cache.semantic),
});

/** What is sent of it: what is as usual is left out. */
export const choosingOf = ({ balance, exact, semantic }: ChoosingDraft) => ({
  ...(balance === 'weighted' ? {} : { balance }),
  ...(exact === 'asSet' && semantic === 'asSet' ? {} : { cache: { exact: isOn(exact), semantic: isOn(semantic) } }),
});
