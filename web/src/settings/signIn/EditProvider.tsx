import { Modal, Switch, TagsInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { PasswordField } from '../../ui/PasswordField';
import { TextField } from '../../ui/TextField';
import { Choice } from '../Choice';
import { SettingForm } from '../SettingForm';
import { roleChoices } from '../people/roles';
import { givenRoles } from './givenRoles';
import { GroupRoles } from './GroupRoles';
import type { ProviderDraft } from './providerDraft';
import { changeOf, draftOf } from './providerDraft';
import type { Provider } from './providersApi';
import { useChangeProvider } from './providersApi';

const switches = ['enabled', 'create_users', 'trust_emails', 'sync_groups'] as const;

/** All that can be set of a provider once it is connected. */
export function EditProvider({ provider, onClose }: { provider: Provider; onClose: () => void }): ReactNode {
  const { t } = useTranslation(['settings', 'common']);
  const change = useChangeProvider();
  const [draft, setDraft] = useState<ProviderDraft>(() => draftOf(provider));
  const set = (part: Partial<ProviderDraft>) => setDraft(now => ({ ...now, ...part }));
  return (
    <Modal opened onClose={onClose} title={t('provider.edit', { name: provider.name })} centered size="lg">
      <SettingForm
        name={t('provider.edit', { name: provider.name })}
        testId="edit-provider"
        act={t('common:save')}
        change={change}
        onSubmit={() => change.mutate({ id: provider.id, body: changeOf(provider, draft) }, { onSuccess: onClose })}
      >
        <TextField
          label={t('name')}
          description={t('provider.nameWords')}
          value={draft.name}
          onText={name => set({ name })}
          required
        />
        <TextField
          label={t('provider.client')}
          value={draft.client_id}
          onText={client_id => set({ client_id })}
          required
        />
        <PasswordField
          kind="secret"
          label={t('provider.secret')}
          description={provider.has_secret ? t('provider.secretKept') : t('provider.secretNone')}
          value={draft.client_secret}
          onText={client_secret => set({ client_secret })}
        />
        <TagsInput
          label={t('provider.domains')}
          description={t('provider.domainsWords')}
          value={draft.domains}
          onChange={domains => set({ domains })}
        />
        <TextField
          label={t('provider.claim')}
          description={t('provider.claimWords')}
          value={draft.groups_claim}
          onText={groups_claim => set({ groups_claim })}
          required
        />
        <GroupRoles value={draft.group_roles} onChange={group_roles => set({ group_roles })} />
        <Choice
          label={t('provider.roleOthers')}
          data={roleChoices(givenRoles)}
          value={draft.default_role}
          onPick={default_role => set({ default_role })}
        />
        {switches.map(field => (
          <Switch
            key={field}
            label={t(`provider.${field}`)}
            checked={draft[field]}
            onChange={event => set({ [field]: event.currentTarget.checked })}
          />
        ))}
      </SettingForm>
    </Modal>
  );
}
