import { Modal, Switch, TagsInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { PasswordField } from '../../ui/PasswordField';
import { TextField } from '../../ui/TextField';
import { Choice } from '../Choice';
import { SettingForm } from '../SettingForm';
import { givenRoles } from './givenRoles';
import { GroupRoles } from './GroupRoles';
import type { ProviderDraft } from './providerDraft';
import { changeOf, draftOf } from './providerDraft';
import type { Provider } from './providersApi';
import { useChangeProvider } from './providersApi';

const switches: { field: 'enabled' | 'create_users' | 'trust_emails' | 'sync_groups'; label: string }[] = [
  { field: 'enabled', label: 'People can sign in by it' },
  { field: 'create_users', label: 'People of these domains get an account with their first sign-in' },
  { field: 'trust_emails', label: 'Addresses of these domains count as verified though the provider does not say so' },
  { field: 'sync_groups', label: 'People join and leave the groups here that are named like their groups there' },
];

/** All that can be set of a provider once it is connected. */
export function EditProvider({ provider, onClose }: { provider: Provider; onClose: () => void }): ReactNode {
  const change = useChangeProvider();
  const [draft, setDraft] = useState<ProviderDraft>(() => draftOf(provider));
  const set = (part: Partial<ProviderDraft>) => setDraft(now => ({ ...now, ...part }));
  return (
    <Modal opened onClose={onClose} title={`Edit ${provider.name}`} centered size="lg">
      <SettingForm
        name={`Edit ${provider.name}`}
        testId="edit-provider"
        act="Save"
        change={change}
        onSubmit={() => change.mutate({ id: provider.id, body: changeOf(provider, draft) }, { onSuccess: onClose })}
      >
        <TextField
          label="Name"
          description="As the button of the sign-in page says it."
          value={draft.name}
          onText={name => set({ name })}
          required
        />
        <TextField label="Client id" value={draft.client_id} onText={client_id => set({ client_id })} required />
        <PasswordField
          kind="secret"
          label="Client secret"
          description={provider.has_secret ? 'Empty leaves it as it is.' : 'There is none yet.'}
          value={draft.client_secret}
          onText={client_secret => set({ client_secret })}
        />
        <TagsInput
          label="E-mail domains"
          description="People with these addresses are sent here."
          value={draft.domains}
          onChange={domains => set({ domains })}
        />
        <TextField
          label="Claim with the groups"
          description="What the provider calls the list of somebody’s groups."
          value={draft.groups_claim}
          onText={groups_claim => set({ groups_claim })}
          required
        />
        <GroupRoles value={draft.group_roles} onChange={group_roles => set({ group_roles })} />
        <Choice
          label="Role of everybody else"
          data={givenRoles}
          value={draft.default_role}
          onPick={default_role => set({ default_role })}
        />
        {switches.map(({ field, label }) => (
          <Switch
            key={field}
            label={label}
            checked={draft[field]}
            onChange={event => set({ [field]: event.currentTarget.checked })}
          />
        ))}
      </SettingForm>
    </Modal>
  );
}
