import { TextInput } from '@mantine/core';
import { useDebouncedValue } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useList } from '../asking';
import { ListBody, Panel } from '../Panel';
import styles from '../Settings.module.css';
import { moment } from '../../ui/moments';

/** What was done in the tenant, and by whom. */
export function AuditPanel(): ReactNode {
  const [typed, setTyped] = useState('');
  const [action] = useDebouncedValue(typed.trim(), 300);
  const events = useList(['audit', action], (http, { query, signal }) =>
    http.api.GET('/v1/audit', { params: { query: action === '' ? query : { ...query, action } }, signal }),
  );
  return (
    <Panel title="Audit" lead="What was done, newest first. That it was read is told here too.">
      <TextInput
        label="Action"
        placeholder="user.signed_in"
        value={typed}
        onChange={event => setTyped(event.currentTarget.value)}
        maw={320}
      />
      <ListBody list={events} none="Nothing of that kind has happened.">
        <div className={styles.wide}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th>When</th>
                <th>Who</th>
                <th>What</th>
                <th>Detail</th>
              </tr>
            </thead>
            <tbody>
              {events.items.map(event => (
                <tr key={event.id} data-testid="audit-row">
                  <td>{moment(event.at)}</td>
                  <td>{event.actor.id ?? event.actor.kind}</td>
                  <td>
                    {event.action}
                    {event.target ? ` ${event.target}` : ''}
                  </td>
                  <td>
                    {Object.entries(event.detail)
                      .map(([name, value]) => `${name}: ${value}`)
                      .join(', ')}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      </ListBody>
    </Panel>
  );
}
