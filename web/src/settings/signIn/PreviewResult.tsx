import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { Notice } from '../../ui/Notice';
import styles from '../Settings.module.css';
import { roleName } from '../people/roles';
import type { Preview } from './providersApi';
import { i18n } from '../../i18n/i18n';

const outcomes = ['signs_in', 'links', 'creates'] as const;

/** What would come of a sign-in. */
export function PreviewResult({ preview }: { preview: Preview }): ReactNode {
  const { t } = useTranslation('settings');
  const outcome = outcomes.find(item => item === preview.outcome);
  const facts: [string, string | null][] = [
    [
      t('email'),
      preview.email && (preview.email_verified ? preview.email : t('preview.unverified', { email: preview.email })),
    ],
    [t('name'), preview.name],
    [t('role'), roleWords(preview)],
    [t('preview.groups'), preview.groups.join(', ')],
    [t('preview.joins'), preview.joins.join(', ')],
    [t('preview.leaves'), preview.leaves.join(', ')],
  ];
  return (
    <div className={styles.form} data-testid="preview-result">
      <Notice tone={preview.outcome === 'refused' ? 'warn' : 'quiet'}>
        {outcome
          ? t(`preview.${outcome}`)
          : t('preview.refused', { code: (preview.code ?? 'unknown').replaceAll('_', ' ') })}
      </Notice>
      <table className={styles.table}>
        <tbody>
          {facts.map(
            ([name, value]) =>
              value && (
                <tr key={name}>
                  <th scope="row">{name}</th>
                  <td>{value}</td>
                </tr>
              ),
          )}
        </tbody>
      </table>
    </div>
  );
}

function roleWords({ role, role_before: before }: Preview): string | null {
  if (role === null) return null;
  return before !== null && before !== role
    ? i18n.t('settings:preview.thenRole', { before: roleName(before), role: roleName(role) })
    : roleName(role);
}
