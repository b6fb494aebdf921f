import { moment, number } from '../ui/moments';
import { i18n } from './i18n';

/**
 * What a refusal says in the reader's language, by its code and with what is told beside it.
 * @returns Null where the server's own words are to be shown: it speaks English, so always there; and for a code that there is no
 * sentence for, or whose sentence names something that was not told.
 */
export function ownWords(code: string, facts: object): string | null {
  const sentence: unknown = i18n.getResource(i18n.language, 'problems', code);
  if (typeof sentence !== 'string') return null;
  const told = new Map<string, unknown>(Object.entries(facts));
  const words = sentence.replace(/\{\{(\w+)\}\}/g, (hole, name: string) => {
    const fact = told.get(name);
    if (typeof fact === 'number') return number(fact);
    if (typeof fact !== 'string') return hole;
    return name.endsWith('_at') ? moment(fact) : fact;
  });
  return words.includes('{{') ? null : words;
}
