import { Button } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import listing from '../../ui/Listing.module.css';
import { ListBody, Panel } from '../Panel';
import { Invitations } from './Invitations';
import { InviteForm } from './InviteForm';
import { useUsers } from './peopleApi';
import { UserRow } from './UserRow';

/** The people of the tenant and who is invited. */
export function PeoplePanel(): ReactNode {
  const users = useUsers();
  const [inviting, setInviting] = useState(false);
  return (
    <>
      <Panel
        title="People"
        lead="Who may come in, and as what."
        action={
          <Button onClick={() => setInviting(true)} data-testid="invite">
            Invite
          </Button>
        }
      >
        <ListBody list={users} none="Nobody is here yet.">
          <ul className={listing.rows} aria-label="People">
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
