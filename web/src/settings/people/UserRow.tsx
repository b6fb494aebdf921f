import { Badge, Menu } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { sentenceOf } from '../../api/problem';
import { Confirm } from '../../ui/Confirm';
import { Icon } from '../../ui/Icon';
import { IconButton } from '../../ui/IconButton';
import listing from '../../ui/Listing.module.css';
import { Choice } from '../Choice';
import { day } from '../../ui/moments';
import { Access } from './Access';
import type { User } from './peopleApi';
import { roleChoices, roles } from './roles';
import { useChangeUser, useDeleteUser, useEndUserSessions, useResetSecondFactor } from './peopleApi';
import { ResetLink } from './ResetLink';
import { i18n } from '../../i18n/i18n';

/** One person of the tenant, and what can be done about them. */
export function UserRow({ user }: { user: User }): ReactNode {
  const { t } = useTranslation(['settings', 'common']);
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
          {t(`user.states.${user.state as 'active'}`)}
        </Badge>
      )}
      <Choice
        aria-label={t('user.roleOf', { name })}
        data={roleChoices(roles)}
        value={user.role}
        onPick={role => role !== user.role && change.mutate({ id: user.id, body: { role } })}
        disabled={change.isPending}
        w={110}
        size="xs"
      />
      <Menu position="bottom-end" shadow="md">
        <Menu.Target>
          <IconButton sign="more" label={t('optionsOf', { name })} tip={false} />
        </Menu.Target>
        <Menu.Dropdown>
          <Menu.Item onClick={() => setAsking('access')}>{t('user.access')}</Menu.Item>
          <Menu.Item onClick={() => setAsking('link')}>{t('resetLink.title')}</Menu.Item>
          <Menu.Item onClick={() => endSessions.mutate(user.id)}>{t('user.signOut')}</Menu.Item>
          <Menu.Item onClick={() => resetFactor.mutate(user.id)}>{t('user.removeFactor')}</Menu.Item>
          <Menu.Item onClick={() => change.mutate({ id: user.id, body: { disabled: user.state !== 'disabled' } })}>
            {user.state === 'disabled' ? t('user.letIn') : t('user.disable')}
          </Menu.Item>
          <Menu.Item color="danger" leftSection={<Icon sign="trash" size={16} />} onClick={() => setAsking('delete')}>
            {t('common:delete')}
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
  return user.last_sign_in_at
    ? i18n.t('settings:user.seen', { day: day(user.last_sign_in_at) })
    : i18n.t('settings:user.unseen');
}

function Delete({ user, name, onClose }: { user: User; name: string; onClose: () => void }): ReactNode {
  const { t } = useTranslation(['settings', 'common']);
  const remove = useDeleteUser();
  return (
    <Confirm
      title={t('user.deleteTitle')}
      act={t('common:delete')}
      isBusy={remove.isPending}
      problem={remove.error}
      onAct={() => remove.mutate(user.id, { onSuccess: onClose })}
      onClose={onClose}
    >
      {t('user.deleteWords', { name })}
    </Confirm>
  );
}
