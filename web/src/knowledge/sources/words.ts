import type { KnowledgeSource } from '../../api/types';
import { i18n } from '../../i18n/i18n';

const units = [
  ['weeks', 10_080],
  ['days', 1440],
  ['hours', 60],
  ['minutes', 1],
] as const;

/** How often a source runs, as people say it. */
export function scheduleWords(schedule: KnowledgeSource['schedule']): string {
  if (schedule === 'manual') return i18n.t('knowledge:sources.manual');
  const [unit, length] = units.find(([, minutes]) => schedule % minutes === 0)!;
  return i18n.t(`knowledge:sources.every.${unit}`, { count: schedule / length });
}
