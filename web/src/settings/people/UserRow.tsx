import { Badge, Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { sentenceOf } from '../../api/problem';
import { Confirm } from '../../ui/Confirm';
import { Icon } from '../../ui/Icon';
import { IconButton } from '../../ui/IconButton';
import listing from '../../ui/Listing.module.css';
import { Choice } from '../Choice';
import { day } from '../../ui/moments';
import { Access } from './Access';
import type { User } from './peopleApi';
import { roles, useChangeUser, useDeleteUser, useEndUserSessions, useResetSecondFactor } from './peopleApi';
import { ResetLink } from './ResetLink';

/** One person of the tenant, and what can be done about them. */
export function UserRow({ user }: { user: User }): ReactNode {
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
          {[
            user.name && user.name !== user.email ? user.email : null,
            ...user.groups.map(group => group.name),
            lastSeen(user),
          ]
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
      <Choice
        aria-label={`Role of ${name}`}
        data={roles}
        value={user.role}
        onPick={role => role !== user.role && change.mutate({ id: user.id, body: { role } })}
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
