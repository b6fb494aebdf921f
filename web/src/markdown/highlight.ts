import type { PluggableList } from 'unified';
import { useLoaded } from './useLoaded';

const load = async (): Promise<PluggableList> => [(await import('./colours')).colours];

/** The colours of code, fetched when the first piece of code that names its language appears; null until then. */
export function useHighlight(wanted: boolean): PluggableList | null {
  return useLoaded('highlight', load, wanted);
}
