import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import listing from '../../ui/Listing.module.css';
import { ListBody, Panel } from '../Panel';
import { Invitations } from './Invitations';
import { InviteForm } from './InviteForm';
import { useUsers } from './peopleApi';
import { UserRow } from './UserRow';

/** The people of the tenant and who is invited. */
export function PeoplePanel(): ReactNode {
  const { t } = useTranslation('settings');
  const users = useUsers();
  const [inviting, setInviting] = useState(false);
  return (
    <>
      <Panel
        title={t('people.title')}
        lead={t('people.lead')}
        action={
          <Button onClick={() => setInviting(true)} data-testid="invite">
            {t('invite.act')}
          </Button>
        }
      >
        <ListBody list={users} none={t('people.none')}>
          <ul className={listing.rows} aria-label={t('people.title')}>
            {users.items.map(user => (
              <UserRow key={user.id} user={user} />
            ))}
          </ul>
        </ListBody>
      </Panel>
      <Invitations />
      {inviting && <InviteForm onClose={() => setInviting(false)} />}
    </>
  );
}
