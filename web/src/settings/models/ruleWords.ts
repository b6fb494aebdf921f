import { i18n } from '../../i18n/i18n';
import { number } from '../../ui/moments';
import { askedOf } from './routeDraft';
import type { RouteRule } from './routesApi';

/** A rule as people say it: for which questions, and who is asked. */
export function wordsOfRule(rule: RouteRule): string {
  const asked = askedOf(rule).map(([part, value]) =>
    i18n.t(`models:when.${part}`, { value: typeof value === 'number' ? number(value) : value }),
  );
  const targets = rule.use.map(({ deployment, weight, max_cost: most }) => {
    const notes = [
      typeof weight === 'number' ? i18n.t('models:routes.weight', { weight: number(weight) }) : null,
      most ? i18n.t('models:routes.upTo', { most }) : null,
    ].filter(Boolean);
    return notes.length === 0 ? deployment : i18n.t('models:routes.noted', { deployment, notes: notes.join(', ') });
  });
  const said = i18n.t('models:routes.rule', {
    when: asked.length === 0 ? i18n.t('models:when.always') : asked.join(', '),
    use: targets.join(', '),
  });
  return rule.max_cost ? i18n.t('models:routes.ceiling', { rule: said, most: rule.max_cost }) : said;
}
