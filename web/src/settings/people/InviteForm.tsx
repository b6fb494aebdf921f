import { Modal, MultiSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { EmailField } from '../../ui/EmailField';
import { Choice } from '../Choice';
import { Secret } from '../Secret';
import { SettingForm } from '../SettingForm';
import { roles, useGroups, useInvite } from './peopleApi';

/** Invites somebody, and shows the link once. */
export function InviteForm({ onClose }: { onClose: () => void }): ReactNode {
  const invite = useInvite();
  const groups = useGroups();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState('member');
  const [chosen, setChosen] = useState<string[]>([]);
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
        <SettingForm
          name="Invite somebody"
          testId="invite-form"
          act="Invite"
          change={invite}
          onSubmit={() => invite.mutate({ email: email.trim(), role, groups: chosen })}
        >
          <EmailField whose="other" value={email} onText={setEmail} required data-autofocus />
          <Choice label="Role" data={roles} value={role} onPick={setRole} />
          {groups.items.length > 0 && (
            <MultiSelect
              label="Groups"
              data={groups.items.map(group => ({ value: group.id, label: group.name }))}
              value={chosen}
              onChange={setChosen}
            />
          )}
        </SettingForm>
      )}
    </Modal>
  );
}
