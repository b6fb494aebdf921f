import { Button, Checkbox, Group, Modal, TextInput } from '@mantine/core';
import type { FormEvent, ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
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
  const { t } = useTranslation('settings');
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
    <Panel title={t('groups.title')} lead={t('groups.lead')}>
      <form onSubmit={submit} aria-label={t('groups.new')} data-testid="group-form">
        <Group align="flex-end">
          <TextInput
            label={t('groups.nameOfNew')}
            description={t('groups.letters')}
            value={name}
            onChange={event => setName(event.currentTarget.value)}
            required
            withAsterisk={false}
            flex={1}
          />
          <Button type="submit" loading={make.isPending}>
            {t('groups.add')}
          </Button>
        </Group>
      </form>
      {make.error && <Notice tone="danger">{sentenceOf(make.error)}</Notice>}
      <ListBody list={groups} none={t('groups.none')}>
        <ul className={listing.rows} aria-label={t('groups.title')}>
          {groups.items.map(group => (
            <li key={group.id} className={listing.row} data-testid="group-row">
              <div className={listing.name}>
                <button type="button" className={listing.open} onClick={() => setShown(group)}>
                  {group.name}
                </button>
                <span className={listing.facts}>{t('groups.members', { count: group.members })}</span>
              </div>
              <IconButton
                sign="edit"
                label={t('groups.rename', { name: group.name })}
                onClick={() => setRenaming(group)}
              />
              <IconButton
                sign="trash"
                label={t('groups.delete', { name: group.name })}
                onClick={() => setLeaving(group)}
              />
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
  const { t } = useTranslation('settings');
  const users = useUsers();
  const set = useSetMember();
  return (
    <Modal opened onClose={onClose} title={t('groups.membersOf', { name: group.name })} centered>
      {set.error && <Notice tone="danger">{sentenceOf(set.error)}</Notice>}
      <ListBody list={users} none={t('people.none')}>
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
  const { t } = useTranslation(['settings', 'common']);
  const remove = useDeleteGroup();
  return (
    <Confirm
      title={t('groups.deleteTitle')}
      act={t('common:delete')}
      isBusy={remove.isPending}
      problem={remove.error}
      onAct={() => remove.mutate(group.id, { onSuccess: onClose })}
      onClose={onClose}
    >
      {t('groups.deleteWords', { name: group.name })}
    </Confirm>
  );
}
