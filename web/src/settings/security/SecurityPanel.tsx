import { Badge, Button } from '@mantine/core';
import type { ReactNode } from 'react';
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
  const sessions = useSessions();
  const end = useEndSession();
  const endOthers = useEndOtherSessions();
  const problem = end.error ?? endOthers.error;
  return (
    <Panel
      title="Sessions"
      lead="Where you are signed in."
      action={
        sessions.items.length > 1 && (
          <Button variant="default" loading={endOthers.isPending} onClick={() => endOthers.mutate(undefined)}>
            End all others
          </Button>
        )
      }
    >
      {problem && <Notice tone="danger">{sentenceOf(problem)}</Notice>}
      <ListBody list={sessions} none="There are no sessions.">
        <ul className={listing.rows} aria-label="Sessions">
          {sessions.items.map(session => (
            <li key={session.id} className={listing.row} data-testid="session-row">
              <div className={listing.name}>
                <span className={listing.title}>{session.client ?? 'Unknown client'}</span>
                <span className={listing.facts}>
                  since {moment(session.created_at)}
                  {session.last_used_at ? ` · last used ${moment(session.last_used_at)}` : ''}
                </span>
              </div>
              {session.current ? (
                <Badge variant="light">this one</Badge>
              ) : (
                <IconButton
                  sign="signOut"
                  label={`End the session of ${session.client ?? 'an unknown client'}`}
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
