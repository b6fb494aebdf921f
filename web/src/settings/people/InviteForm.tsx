import { Modal, MultiSelect } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { EmailField } from '../../ui/EmailField';
import { Choice } from '../Choice';
import { Secret } from '../Secret';
import { SettingForm } from '../SettingForm';
import { roleChoices, roles } from './roles';
import { useGroups, useInvite } from './peopleApi';

/** Invites somebody, and shows the link once. */
export function InviteForm({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation('settings');
  const invite = useInvite();
  const groups = useGroups();
  const [email, setEmail] = useState('');
  const [role, setRole] = useState('member');
  const [chosen, setChosen] = useState<string[]>([]);
  return (
    <Modal opened onClose={onClose} title={t('invite.title')} centered>
      {invite.data ? (
        <Secret label={invite.data.mailed ? t('invite.mailed') : t('invite.passOn')} value={invite.data.link ?? ''} />
      ) : (
        <SettingForm
          name={t('invite.title')}
          testId="invite-form"
          act={t('invite.act')}
          change={invite}
          onSubmit={() => invite.mutate({ email: email.trim(), role, groups: chosen })}
        >
          <EmailField whose="other" value={email} onText={setEmail} required data-autofocus />
          <Choice label={t('role')} data={roleChoices(roles)} value={role} onPick={setRole} />
          {groups.items.length > 0 && (
            <MultiSelect
              label={t('places.groups')}
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
