import { Button, Checkbox, Group, Modal, TextInput } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { sentenceOf } from '../../api/problem';
import { IconButton } from '../../ui/IconButton';
import listing from '../../ui/Listing.module.css';
import { Notice } from '../../ui/Notice';
import { Confirm } from '../../ui/Confirm';
import { ListBody, Panel } from '../Panel';
import { useDeleteGroup, useGroups, useMakeGroup, useSetMember, useUsers } from './peopleApi';
import { RenameGroup } from './RenameGroup';
import styles from '../Settings.module.css';

/** Groups, by which documents say who may read them. */
export function GroupsPanel(): ReactNode {
  const groups = useGroups();
  const make = useMakeGroup();
  const [name, setName] = useState('');
  const [shown, setShown] = useState<{ id: string; name: string } | null>(null);
  const [renaming, setRenaming] = useState<{ id: string; name: string } | null>(null);
  const [leaving, setLeaving] = useState<{ id: string; name: string } | null>(null);
  const submit = (event: FormEvent) => {
    event.preventDefault();
    make.mutate(name.trim(), { onSuccess: () => setName('') });
  };
  return (
    <Panel title="Groups" lead="A document with the access tag group:name is found by the members of that group alone.">
      <form onSubmit={submit} aria-label="New group" data-testid="group-form">
        <Group align="flex-end">
          <TextInput
            label="Name of a new group"
            description="Letters, digits, hyphens and underscores."
            value={name}
            onChange={event => setName(event.currentTarget.value)}
            required
            withAsterisk={false}
            flex={1}
          />
          <Button type="submit" loading={make.isPending}>
            Add
          </Button>
        </Group>
      </form>
      {make.error && <Notice tone="danger">{sentenceOf(make.error)}</Notice>}
      <ListBody list={groups} none="There are no groups yet.">
        <ul className={listing.rows} aria-label="Groups">
          {groups.items.map(group => (
            <li key={group.id} className={listing.row} data-testid="group-row">
              <div className={listing.name}>
                <button type="button" className={listing.open} onClick={() => setShown(group)}>
                  {group.name}
                </button>
                <span className={listing.facts}>{group.members === 1 ? '1 member' : `${group.members} members`}</span>
              </div>
              <IconButton sign="edit" label={`Rename ${group.name}`} onClick={() => setRenaming(group)} />
              <IconButton sign="trash" label={`Delete ${group.name}`} onClick={() => setLeaving(group)} />
            </li>
          ))}
        </ul>
      </ListBody>
      {shown && <Members group={shown} onClose={() => setShown(null)} />}
      {renaming && <RenameGroup group={renaming} onClose={() => setRenaming(null)} />}
      {leaving && <Delete group={leaving} onClose={() => setLeaving(null)} />}
    </Panel>
  );
}

function Members({ group, onClose }: { group: { id: string; name: string }; onClose: () => void }): ReactNode {
  const users = useUsers();
  const set = useSetMember();
  return (
    <Modal opened onClose={onClose} title={`Members of ${group.name}`} centered>
      {set.error && <Notice tone="danger">{sentenceOf(set.error)}</Notice>}
      <ListBody list={users} none="Nobody is here yet.">
        <div className={styles.form}>
          {users.items.map(user => (
            <Checkbox
              key={user.id}
              label={user.name || user.email || user.id}
              checked={user.groups.some(own => own.id === group.id)}
              disabled={set.isPending}
              onChange={event => set.mutate({ group: group.id, user: user.id, isMember: event.currentTarget.checked })}
            />
          ))}
        </div>
      </ListBody>
    </Modal>
  );
}

function Delete({ group, onClose }: { group: { id: string; name: string }; onClose: () => void }): ReactNode {
  const remove = useDeleteGroup();
  return (
    <Confirm
      title="Delete this group?"
      act="Delete"
      isBusy={remove.isPending}
      problem={remove.error}
      onAct={() => remove.mutate(group.id, { onSuccess: onClose })}
      onClose={onClose}
    >
      What is shared with “{group.name}” alone will then be found by nobody through it.
    </Confirm>
  );
}
