import type { ReactNode } from 'react';
import { Notice } from '../../ui/Notice';
import styles from '../Settings.module.css';
import type { Preview } from './providersApi';

const outcomes: Record<string, string> = {
  signs_in: 'They would be signed in.',
  links: 'Their account would be tied to this provider, and they would be signed in.',
  creates: 'They would get an account, and be signed in.',
};

/** What would come of a sign-in. */
export function PreviewResult({ preview }: { preview: Preview }): ReactNode {
  const facts: [string, string | null][] = [
    ['E-mail', preview.email && `${preview.email}${preview.email_verified ? '' : ' (not verified)'}`],
    ['Name', preview.name],
    ['Role', roleWords(preview)],
    ['Groups there', preview.groups.join(', ')],
    ['Joins here', preview.joins.join(', ')],
    ['Leaves here', preview.leaves.join(', ')],
  ];
  return (
    <div className={styles.form} data-testid="preview-result">
      <Notice tone={preview.outcome === 'refused' ? 'warn' : 'quiet'}>
        {outcomes[preview.outcome] ?? `They would be refused: ${(preview.code ?? 'unknown').replaceAll('_', ' ')}.`}
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
  return role !== null && before !== null && before !== role ? `${before}, then ${role}` : role;
}
