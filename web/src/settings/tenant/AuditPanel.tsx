import { useDebouncedValue } from '@mantine/hooks';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { moment } from '../../ui/moments';
import { ListBody, Panel } from '../Panel';
import styles from '../Settings.module.css';
import type { AuditEvent, AuditFilter } from './auditApi';
import { useAudit } from './auditApi';
import { AuditFilters } from './AuditFilters';

/** What was done in the tenant, and by whom. */
export function AuditPanel(): ReactNode {
  const { t } = useTranslation('settings');
  const [filter, setFilter] = useState<AuditFilter>({ action: '', actor: '', from: '', to: '' });
  const [asked] = useDebouncedValue(filter, 300);
  const events = useAudit({ ...asked, action: asked.action.trim() });
  return (
    <Panel title={t('audit.title')} lead={t('audit.lead')}>
      <AuditFilters filter={filter} onChange={part => setFilter(now => ({ ...now, ...part }))} />
      <ListBody list={events} none={t('audit.none')}>
        <div className={styles.wide} role="group" aria-label={t('audit.title')} tabIndex={0}>
          <table className={styles.table}>
            <thead>
              <tr>
                <th>{t('audit.when')}</th>
                <th>{t('audit.who')}</th>
                <th>{t('audit.what')}</th>
                <th>{t('audit.detail')}</th>
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
