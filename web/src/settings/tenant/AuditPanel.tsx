import { useDebouncedValue } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { moment } from '../../ui/moments';
import { ListBody, Panel } from '../Panel';
import styles from '../Settings.module.css';
import type { AuditEvent, AuditFilter } from './auditApi';
import { useAudit } from './auditApi';
import { AuditFilters } from './AuditFilters';

/** What was done in the tenant, and by whom. */
export function AuditPanel(): ReactNode {
  const [filter, setFilter] = useState<AuditFilter>({ action: '', actor: '', from: '', to: '' });
  const [asked] = useDebouncedValue(filter, 300);
  const events = useAudit({ ...asked, action: asked.action.trim() });
  return (
    <Panel title="Audit" lead="What was done, newest first. That it was read is told here too.">
      <AuditFilters filter={filter} onChange={part => setFilter(now => ({ ...now, ...part }))} />
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
                <Row key={event.id} event={event} />
              ))}
            </tbody>
          </table>
        </div>
      </ListBody>
    </Panel>
  );
}

function Row({ event }: { event: AuditEvent }): ReactNode {
  const called = (id: string) => event.names[id] ?? id;
  return (
    <tr data-testid="audit-row">
      <td>{moment(event.at)}</td>
      <td title={event.actor.id ?? undefined}>{event.actor.id ? called(event.actor.id) : event.actor.kind}</td>
      <td title={event.target ?? undefined}>
        {event.action}
        {event.target ? ` ${called(event.target)}` : ''}
      </td>
      <td>
        {Object.entries(event.detail)
          .map(([name, value]) => `${name}: ${called(value)}`)
          .join(', ')}
      </td>
    </tr>
  );
}
