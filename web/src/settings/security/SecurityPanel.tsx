import { Badge, Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem';
import { IconButton } from '../../ui/IconButton';
import listing from '../../ui/Listing.module.css';
import { Notice } from '../../ui/Notice';
import { ListBody, Panel } from '../Panel';
import { IdentitiesPanel } from './IdentitiesPanel';
import { PasswordPanel } from './PasswordPanel';
import { SecondFactorPanel } from './SecondFactorPanel';
import { useEndOtherSessions, useEndSession, useSessions } from './securityApi';
import { moment } from '../../ui/moments';

/** One's own sign-ins and second factor. */
export function SecurityPanel(): ReactNode {
  return (
    <>
      <PasswordPanel />
      <SecondFactorPanel />
      <IdentitiesPanel />
      <Sessions />
    </>
  );
}

function Sessions(): ReactNode {
  const { t } = useTranslation('settings');
  const sessions = useSessions();
  const end = useEndSession();
  const endOthers = useEndOtherSessions();
  const problem = end.error ?? endOthers.error;
  return (
    <Panel
      title={t('sessions.title')}
      lead={t('sessions.lead')}
      action={
        sessions.items.length > 1 && (
          <Button variant="default" loading={endOthers.isPending} onClick={() => endOthers.mutate(undefined)}>
            {t('sessions.endOthers')}
          </Button>
        )
      }
    >
      {problem && <Notice tone="danger">{sentenceOf(problem)}</Notice>}
      <ListBody list={sessions} none={t('sessions.none')}>
        <ul className={listing.rows} aria-label={t('sessions.title')}>
          {sessions.items.map(session => (
            <li key={session.id} className={listing.row} data-testid="session-row">
              <div className={listing.name}>
                <span className={listing.title}>{session.client ?? t('sessions.unknown')}</span>
                <span className={listing.facts}>
                  {[
                    t('sessions.since', { at: moment(session.created_at) }),
                    session.last_used_at ? t('sessions.used', { at: moment(session.last_used_at) }) : null,
                  ]
                    .filter(Boolean)
                    .join(' · ')}
                </span>
              </div>
              {session.current ? (
                <Badge variant="light">{t('sessions.this')}</Badge>
              ) : (
                <IconButton
                  sign="signOut"
                  label={t('sessions.end', { client: session.client ?? t('sessions.anUnknown') })}
                  onClick={() => end.mutate(session.id)}
                />
              )}
            </li>
          ))}
        </ul>
      </ListBody>
    </Panel>
  );
}
