import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { day, number } from '../../ui/moments';
import styles from '../Settings.module.css';
import type { CacheKind } from './cacheApi';

interface Props {
  exact: CacheKind;
  semantic: CacheKind;
}

/** How often earlier answers were found, by kind. */
export function CacheTable(kinds: Props): ReactNode {
  const { t } = useTranslation('models');
  return (
    <div className={styles.wide} role="group" aria-label={t('cache.title')} tabIndex={0}>
      <table className={styles.table} data-testid="cache">
        <thead>
          <tr>
            <th>{t('cache.kind')}</th>
            <th data-number>{t('cache.hits')}</th>
            <th data-number>{t('cache.misses')}</th>
            <th data-number>{t('cache.share')}</th>
            <th data-number>{t('cache.tokens')}</th>
            <th data-number>{t('cache.cost')}</th>
            <th>{t('cache.since')}</th>
          </tr>
        </thead>
        <tbody>
          {(['exact', 'semantic'] as const).map(name => {
            const kind = kinds[name];
            const looked = kind.hits + kind.misses;
            return (
              <tr key={name}>
                <td>{t(kind.enabled ? `cache.${name}` : `cache.${name}ByRoute`)}</td>
                <td data-number>{number(kind.hits)}</td>
                <td data-number>{number(kind.misses)}</td>
                <td data-number>{looked === 0 ? '–' : `${number((100 * kind.hits) / looked, 0)} %`}</td>
                <td data-number>{number(kind.saved_input_tokens + kind.saved_output_tokens)}</td>
                <td data-number>{kind.saved_cost}</td>
                <td>{kind.since ? day(kind.since) : '–'}</td>
              </tr>
            );
          })}
        </tbody>
      </table>
    </div>
  );
}
