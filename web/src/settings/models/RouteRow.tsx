import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { IconButton } from '../../ui/IconButton';
import listing from '../../ui/Listing.module.css';
import { ExperimentFigures } from './ExperimentFigures';
import type { ModelRoute } from './routesApi';
import { wordsOfRule } from './ruleWords';

interface Props {
  route: ModelRoute;
  onEdit: () => void;
  onDelete: () => void;
}

/** One route, with its rules as people say them. */
export function RouteRow({ route, onEdit, onDelete }: Props): ReactNode {
  const { t } = useTranslation(['models', 'common']);
  const { name, rules, fallbacks, balance, rollout, experiment } = route;
  return (
    <li className={listing.row} data-testid="route-row">
      <div className={listing.name}>
        <span className={listing.title}>{name}</span>
        {rules.map((rule, at) => (
          <span key={at} className={listing.facts}>
            {wordsOfRule(rule)}
          </span>
        ))}
        {fallbacks.length > 0 && (
          <span className={listing.facts}>{t('routes.then', { names: fallbacks.join(', ') })}</span>
        )}
        {balance && balance !== 'weighted' && (
          <span className={listing.facts}>{t('balance.fact', { how: t(`balance.${balance}`) })}</span>
        )}
        {rollout && (
          <span className={listing.facts}>
            {rollout.rolled_back_at
              ? t('rollout.back', { name: rollout.deployment, reason: rollout.reason ?? '' })
              : t('rollout.fact', { name: rollout.deployment, percent: rollout.percent })}
          </span>
        )}
        {experiment && <ExperimentFigures route={name} />}
      </div>
      <span className={listing.actions}>
        <IconButton sign="edit" label={t('routes.edit', { name })} onClick={onEdit} />
        <IconButton sign="trash" label={t('routes.delete', { name })} onClick={onDelete} />
      </span>
    </li>
  );
}
