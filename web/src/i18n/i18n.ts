import i18next from 'i18next';
import { initReactI18next } from 'react-i18next';
import { learnAsked } from './areas';
import en from './en/first';
import type { Language } from './languages';
import { chosenLanguage, keepLanguage, localeOf, offeredLanguage } from './languages';

/** Catalogues that come when their language is chosen. */
const others: Record<Exclude<Language, 'en'>, () => Promise<{ default: object }>> = {
  de: () => import('./de/first'),
};

/**
 * The texts of the page. Parts of it ask by `useTranslation(area)`, so that they are shown anew in another language;
 * what is no part asks by `i18n.t('area:key')`.
 */
export const i18n = i18next.createInstance();

void i18n.use(initReactI18next).init({
  lng: 'en',
  fallbackLng: 'en',
  resources: { en },
  ns: Object.keys(en),
  defaultNS: 'common',
  interpolation: { escapeValue: false },
  react: { useSuspense: false },
  initAsync: false,
});

if (typeof document !== 'undefined') {
  i18n.on('languageChanged', language => (document.documentElement.lang = language));
}

/** Puts the page into a language. One that cannot be loaded leaves it in the one before. */
export async function speak(language: Language): Promise<void> {
  if (language !== 'en' && !i18n.hasResourceBundle(language, 'common')) {
    const catalogue = (await others[language]()).default;
    for (const [area, texts] of Object.entries(catalogue)) i18n.addResourceBundle(language, area, texts);
  }
  await learnAsked(language);
  await i18n.changeLanguage(language);
}

/** Puts the page into a language and remembers it on this device. */
export async function chooseLanguage(language: Language): Promise<void> {
  await speak(language);
  keepLanguage(language);
}

/** The language to begin in: the one chosen here before, else the first of the browser's that there is. */
export async function beginLanguage(): Promise<void> {
  try {
    await speak(chosenLanguage() ?? offeredLanguage(navigator.languages));
  } catch {
    // The page begins in English, which comes with it.
  }
}

/** By it `Intl` writes dates and numbers for the reader. */
export function locale(): string {
  return localeOf(i18n.language, typeof navigator === 'undefined' ? [] : navigator.languages);
}
