/** The languages of the page, each by its own name. */
export const languages = { en: 'English', de: 'Deutsch' } as const;

export type Language = keyof typeof languages;

const Kept = 'parley.language';

export function isLanguage(value: unknown): value is Language {
  return typeof value === 'string' && Object.hasOwn(languages, value);
}

/** What was chosen on this device; null leaves it to the browser. */
export function chosenLanguage(): Language | null {
  try {
    const kept = localStorage.getItem(Kept);
    return isLanguage(kept) ? kept : null;
  } catch {
    // Storage may be forbidden; the browser's language is used then.
    return null;
  }
}

export function keepLanguage(language: Language): void {
  try {
    localStorage.setItem(Kept, language);
  } catch {
    // It holds until the page is left.
  }
}

/** The first language that both the reader's browser and the page know. */
export function offeredLanguage(asked: readonly string[]): Language {
  return asked.map(tag => tag.toLowerCase().split('-')[0]).find(isLanguage) ?? 'en';
}

/** The reader's own region of a language, by which dates and numbers are written. */
export function localeOf(language: string, asked: readonly string[]): string {
  return asked.find(tag => tag.toLowerCase().split('-')[0] === language) ?? language;
}
