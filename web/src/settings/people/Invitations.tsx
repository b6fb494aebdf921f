import type { ReactNode } from 'react';
import { sentenceOf } from '../../api/problem';
import { IconButton } from '../../ui/IconButton';
import listing from '../../ui/Listing.module.css';
import { Notice } from '../../ui/Notice';
import { Panel } from '../Panel';
import { day } from '../../ui/moments';
import { useInvitations, useRevokeInvitation } from './peopleApi';

/** Who is invited and has not come yet. */
export function Invitations(): ReactNode {
  const invitations = useInvitations();
  const revoke = useRevokeInvitation();
  if (invitations.items.length === 0) return null;
  return (
    <Panel title="Invited" lead="Their links have not been opened yet.">
      {revoke.error && <Notice tone="danger">{sentenceOf(revoke.error)}</Notice>}
      <ul className={listing.rows} aria-label="Invited">
        {invitations.items.map(invitation => (
          <li key={invitation.id} className={listing.row} data-testid="invitation-row">
            <div className={listing.name}>
              <span className={listing.title}>{invitation.email}</span>
              <span className={listing.facts}>
                {invitation.role} · until {day(invitation.expires_at)}
              </span>
            </div>
            <IconButton
              sign="trash"
              label={`Revoke the invitation of ${invitation.email}`}
              onClick={() => revoke.mutate(invitation.id)}
            />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
