import type { Conversation } from '../api/types';

export interface AgeGroup {
  name: string;
  items: Conversation[];
}

const day = 86_400_000;

/** Splits a list that is sorted by time, newest first, under the headings a person thinks in. */
export function groupByAge(conversations: readonly Conversation[], now: Date): AgeGroup[] {
  const today = new Date(now.getFullYear(), now.getMonth(), now.getDate()).getTime();
  const groups: AgeGroup[] = [];
  for (const item of conversations) {
    const name = item.pinned ? 'Pinned' : ageName(Date.parse(item.updated_at), today);
    const group = groups.find(candidate => candidate.name === name);
    if (group) group.items.push(item);
    else groups.push({ name, items: [item] });
  }
  return groups.sort((a, b) => Number(b.name === 'Pinned') - Number(a.name === 'Pinned'));
}

function ageName(time: number, today: number): string {
  if (time >= today) return 'Today';
  if (time >= today - day) return 'Yesterday';
  if (time >= today - 7 * day) return 'Previous 7 days';
  if (time >= today - 30 * day) return 'Previous 30 days';
  return 'Older';
}
