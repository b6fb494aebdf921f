import type { Conversation } from '../api/types';
import { i18n, locale } from '../i18n/i18n';

export interface AgeGroup {
  name: string;
  items: Conversation[];
}

const day = 86_400_000;

/** Splits a list that is sorted by time, newest first, under the headings a person thinks in. */
export function groupByAge(conversations: readonly Conversation[], now: Date): AgeGroup[] {
  const today = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  const groups = new Map<string, Conversation[]>();
  for (const item of conversations) {
    const name = ageName(new Date(item.updated_at), today);
    const group = groups.get(name);
    if (group) group.push(item);
    else groups.set(name, [item]);
  }
  return [...groups].map(([name, items]) => ({ name, items }));
}

function ageName(date: Date, today: number): string {
  const time = date.getTime();
  if (time >= today) return i18n.t('conversations:age.today');
  if (time >= today - day) return i18n.t('conversations:age.yesterday');
  if (time >= today - 7 * day) return i18n.t('conversations:age.week');
  if (time >= today - 30 * day) return i18n.t('conversations:age.month');
  return date.toLocaleDateString(locale(), { month: 'long', year: 'numeric' });
}
