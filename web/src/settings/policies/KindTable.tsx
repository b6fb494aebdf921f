import type { ReactNode } from 'react';
import styles from '../Settings.module.css';
import { Section } from './Section';

interface Props {
  title: string;
  lead: string;
  testId: string;
  /** What the columns are called; the first is that of the names. */
  heads: readonly string[];
  rows: readonly { kind: string; name: string; cells: readonly ReactNode[] }[];
}

/** What the policy says about each of several kinds, a row a kind. */
export function KindTable({ title, lead, testId, heads, rows }: Props): ReactNode {
  return (
    <Section title={title} lead={lead} testId={testId}>
      <div className={styles.wide}>
        <table className={styles.table}>
          <thead>
            <tr>
              {heads.map(head => (
                <th key={head} scope="col">
                  {head}
                </th>
              ))}
            </tr>
          </thead>
          <tbody>
            {rows.map(({ kind, name, cells }) => (
              <tr key={kind}>
                <th scope="row">{name}</th>
                {cells.map((cell, at) => (
                  <td key={at}>{cell}</td>
                ))}
              </tr>
            ))}
          </tbody>
        </table>
      </div>
    </Section>
  );
}
