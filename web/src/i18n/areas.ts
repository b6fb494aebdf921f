import { i18n } from './i18n';
import type { Language } from './languages';

/** Texts that come with the part of the page that shows them; all others are there from the beginning. */
export type LateArea =
  | 'auth'
  | 'explain'
  | 'knowledge'
  | 'models'
  | 'palette'
  | 'redTeam'
  | 'reviews'
  | 'policies'
  | 'search'
  | 'settings'
  | 'share'
  | 'shortcuts'
  | 'viewer';

const catalogues = import.meta.glob<object>(
  './*/{auth,explain,knowledge,models,palette,policies,redTeam,reviews,search,settings,share,shortcuts,viewer}.json',
  {
    import: 'default',
  },
);

const asked = new Set<LateArea>();

/** Makes a part of the page wait for its texts, so that it is never shown without them. */
export function withTexts<T>(areas: readonly LateArea[], load: () => Promise<T>): () => Promise<T> {
  return async () => {
    areas.forEach(area => asked.add(area));
    const [part] = await Promise.all([load(), learnAsked(i18n.language as Language)]);
    return part;
  };
}

/** Fetches the texts that parts of the page have asked for so far, in a language. */
export async function learnAsked(language: Language): Promise<void> {
  const missing = () => [...asked].filter(area => !i18n.hasResourceBundle(language, area));
  // While some are on their way, others may be asked for.
  for (let areas = missing(); areas.length > 0; areas = missing()) {
    await Promise.all(
      areas.map(async area =>
        i18n.addResourceBundle(language, area, await catalogues[`./${language}/${area}.json`]!()),
      ),
    );
  }
}
