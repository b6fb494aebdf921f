import type { PluggableList } from 'unified';
import { useLoaded } from './useLoaded';

export interface MathPlugins {
  remark: PluggableList;
  rehype: PluggableList;
}

/** Formulas as models write them: between $$, \( \) or \[ \]. A single dollar is money. */
export function hasMath(source: string): boolean {
  return source.includes('$$') || /(?<!\\)\\[([]/.test(source);
}

/** Writes every formula between $$, without moving a single character after it. Code stays as it is. */
export function asDollars(source: string): string {
  return source
    .split(/(`+[^`]*`+)/)
    .map((part, index) => (index % 2 === 1 ? part : part.replace(/(?<!\\)\\[()[\]]/g, '$$$$')))
    .join('');
}

/** The formula renderer, fetched when the first formula appears; null until then. */
export function useMath(wanted: boolean): MathPlugins | null {
  return useLoaded('math', load, wanted);
}

async function load(): Promise<MathPlugins> {
  const [math, katex] = await Promise.all([
    import('remark-math'),
    import('rehype-katex'),
    import('katex/dist/katex.css'),
  ]);
  return {
    remark: [[math.default, { singleDollarTextMath: false }]],
    rehype: [[katex.default, { throwOnError: false, strict: false, trust: false, maxSize: 20, maxExpand: 200 }]],
  };
}
