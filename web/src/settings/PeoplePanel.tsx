import { Badge, Button, Group, Menu, Modal, MultiSelect, Select, TextInput } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { sentenceOf } from '../api/problem';
import { Icon } from '../ui/Icon';
import { IconButton } from '../ui/IconButton';
import listing from '../ui/Listing.module.css';
import { Notice } from '../ui/Notice';
import { Access } from './Access';
import { Confirm } from '../ui/Confirm';
import { ListBody, Panel } from './Panel';
import type { User } from './peopleApi';
import {
  roles,
  useChangeUser,
  useDeleteUser,
  useEndUserSessions,
  useGroups,
  useInvitations,
  useInvite,
  useResetLink,
  useResetSecondFactor,
  useRevokeInvitation,
  useUsers,
} from './peopleApi';
import { Secret } from './Secret';
import styles from './Settings.module.css';
import { day } from './words';

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
      {inviting && <Invite onClose={() => setInviting(false)} />}
    </>
  );
}

function UserRow({ user }: { user: User }): ReactNode {
  const change = useChangeUser();
  const endSessions = useEndUserSessions();
  const resetFactor = useResetSecondFactor();
  const [asking, setAsking] = useState<'delete' | 'access' | 'link' | null>(null);
  const name = user.name || user.email || user.id;
  const problem = change.error ?? endSessions.error ?? resetFactor.error;
  return (
    <li className={listing.row} data-testid="user-row" data-state={user.state}>
      <div className={listing.name}>
        <span className={listing.title}>{name}</span>
        <span className={listing.facts}>
          {[user.name ? user.email : null, ...user.groups.map(group => group.name), lastSeen(user)]
            .filter(Boolean)
            .join(' · ')}
        </span>
        {problem && <span className={listing.error}>{sentenceOf(problem)}</span>}
      </div>
      {user.state !== 'active' && (
        <Badge variant="light" color={user.state === 'disabled' ? 'danger' : 'gray'}>
          {user.state}
        </Badge>
      )}
      <Select
        aria-label={`Role of ${name}`}
        data={roles}
        value={user.role}
        onChange={role => role && role !== user.role && change.mutate({ id: user.id, body: { role } })}
        allowDeselect={false}
        disabled={change.isPending}
        w={110}
        size="xs"
      />
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <IconButton sign="more" label={`Options of ${name}`} tip={false} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setAsking('access')}>What they can do</Menu.Item>
          <Menu.Item onClick={() => setAsking('link')}>Link for a new password</Menu.Item>
          <Menu.Item onClick={() => endSessions.mutate(user.id)}>Sign out everywhere</Menu.Item>
          <Menu.Item onClick={() => resetFactor.mutate(user.id)}>Remove the second factor</Menu.Item>
          <Menu.Item onClick={() => change.mutate({ id: user.id, body: { disabled: user.state !== 'disabled' } })}>
            {user.state === 'disabled' ? 'Let in again' : 'Disable'}
          </Menu.Item>
          <Menu.Item color="danger" leftSection={<Icon sign="trash" size={16} />} onClick={() => setAsking('delete')}>
            Delete
          </Menu.Item>
        </Menu.Dropdown>
      </Menu>
      {asking === 'delete' && <Delete user={user} name={name} onClose={() => setAsking(null)} />}
      {asking === 'access' && <Access user={user.id} name={name} onClose={() => setAsking(null)} />}
      {asking === 'link' && <ResetLink user={user.id} name={name} onClose={() => setAsking(null)} />}
    </li>
  );
}

function lastSeen(user: User): string {
  return user.last_sign_in_at ? `last signed in ${day(user.last_sign_in_at)}` : 'never signed in';
}

function Delete({ user, name, onClose }: { user: User; name: string; onClose: () => void }): ReactNode {
  const remove = useDeleteUser();
  return (
    <Confirm
      title="Delete this user?"
      act="Delete"
      isBusy={remove.isPending}
      problem={remove.error}
      onAct={() => remove.mutate(user.id, { onSuccess: onClose })}
      onClose={onClose}
    >
      {name} will be signed out everywhere at once, and their keys will stop working.
    </Confirm>
  );
}

function ResetLink({ user, name, onClose }: { user: string; name: string; onClose: () => void }): ReactNode {
  const make = useResetLink();
  return (
    <Modal opened onClose={onClose} title="Link for a new password" centered>
      {make.data ? (
        <Secret label={`Give this link to ${name}. It works once.`} value={make.data.link} />
      ) : (
        <div className={styles.form}>
          <span>A link by which {name} sets a new password. Links made before stop working.</span>
          {make.error && <Notice tone="danger">{sentenceOf(make.error)}</Notice>}
          <Button loading={make.isPending} onClick={() => make.mutate(user)}>
            Make the link
          </Button>
        </div>
      )}
    </Modal>
  );
}

function Invitations(): ReactNode {
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

function Invite({ onClose }: { onClose: () => void }): ReactNode {
  const invite = useInvite();
  const groups = useGroups();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState('member');
  const [chosen, setChosen] = useState<string[]>([]);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    invite.mutate({ email: email.trim(), role, groups: chosen });
  };
  return (
    <Modal opened onClose={onClose} title="Invite somebody" centered>
      {invite.data ? (
        <Secret
          label={
            invite.data.mailed
              ? 'The link is on its way by mail. You can also pass it on yourself.'
              : 'Pass this link on; it works once.'
          }
          value={invite.data.link ?? ''}
        />
      ) : (
        <form className={styles.form} onSubmit={submit} aria-label="Invite somebody" data-testid="invite-form">
          {invite.error && <Notice tone="danger">{sentenceOf(invite.error)}</Notice>}
          <TextInput
            label="E-mail"
            type="email"
            value={email}
            onChange={event => setEmail(event.currentTarget.value)}
            required
            withAsterisk={false}
            data-autofocus
          />
          <Select
            label="Role"
            data={roles}
            value={role}
            onChange={value => value && setRole(value)}
            allowDeselect={false}
          />
          {groups.items.length > 0 && (
            <MultiSelect
              label="Groups"
              data={groups.items.map(group => ({ value: group.id, label: group.name }))}
              value={chosen}
              onChange={setChosen}
            />
          )}
          <Group justify="flex-end">
            <Button type="submit" loading={invite.isPending}>
              Invite
            </Button>
          </Group>
        </form>
      )}
    </Modal>
  );
}
