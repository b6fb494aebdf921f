import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem';
import { IconButton } from '../../ui/IconButton';
import listing from '../../ui/Listing.module.css';
import { Notice } from '../../ui/Notice';
import { Panel } from '../Panel';
import { day } from '../../ui/moments';
import { roleName } from './roles';
import { useInvitations, useRevokeInvitation } from './peopleApi';

/** Who is invited and has not come yet. */
export function Invitations(): ReactNode {
  const { t } = useTranslation('settings');
  const invitations = useInvitations();
  const revoke = useRevokeInvitation();
  if (invitations.items.length === 0) return null;
  return (
    <Panel title={t('invitations.title')} lead={t('invitations.lead')}>
      {revoke.error && <Notice tone="danger">{sentenceOf(revoke.error)}</Notice>}
      <ul className={listing.rows} aria-label={t('invitations.title')}>
        {invitations.items.map(invitation => (
          <li key={invitation.id} className={listing.row} data-testid="invitation-row">
            <div className={listing.name}>
              <span className={listing.title}>{invitation.email}</span>
              <span className={listing.facts}>
                {t('invitations.facts', { role: roleName(invitation.role), day: day(invitation.expires_at) })}
              </span>
            </div>
            <IconButton
              sign="trash"
              label={t('invitations.revoke', { email: invitation.email })}
              onClick={() => revoke.mutate(invitation.id)}
            />
          </li>
        ))}
      </ul>
    </Panel>
  );
}
