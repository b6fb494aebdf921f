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
import { useConnectProvider } from './providersApi';

const exampleIssuer = 'https://login.example.com';

const kinds = [
  ['oidc', 'OpenID Connect'],
  ['github', 'GitHub'],
].map(([value, label]) => ({ value: value!, label: label! }));

/** Connects an identity provider. What else there is to set is set when it is there. */
export function ConnectProvider({ onClose }: { onClose: () => void }): ReactNode {
  const { t } = useTranslation('settings');
  const connect = useConnectProvider();
  const [kind, setKind] = useState('oidc');
  const [name, setName] = useState('');
  const [issuer, setIssuer] = useState('');
  const [client, setClient] = useState('');
  const [secret, setSecret] = useState('');
  const [domains, setDomains] = useState<string[]>([]);
  const [role, setRole] = useState('member');
  const [creates, setCreates] = useState(false);
  const submit = () =>
    connect.mutate(
      {
        name: name.trim(),
        kind,
        issuer: kind === 'oidc' ? issuer.trim() : null,
        client_id: client.trim(),
        client_secret: secret === '' ? null : secret,
        domains,
        default_role: role,
        create_users: creates,
        sync_groups: false,
        trust_emails: false,
        enabled: true,
      },
      { onSuccess: onClose },
    );
  return (
    <Modal opened onClose={onClose} title={t('provider.connect')} centered>
      <SettingForm
        name={t('provider.connect')}
        testId="provider-form"
        act={t('provider.connectAct')}
        change={connect}
        onSubmit={submit}
      >
        <Choice label={t('provider.kind')} data={kinds} value={kind} onPick={setKind} />
        <TextField label={t('name')} description={t('provider.nameWords')} value={name} onText={setName} required />
        {kind === 'oidc' && (
          <TextField
            label={t('provider.issuer')}
            description={t('provider.issuerWords')}
            placeholder={exampleIssuer}
            value={issuer}
            onText={setIssuer}
            required
          />
        )}
        <TextField label={t('provider.client')} value={client} onText={setClient} required />
        <PasswordField kind="secret" label={t('provider.secret')} value={secret} onText={setSecret} />
        <TagsInput
          label={t('provider.domains')}
          description={t('provider.domainsProven')}
          value={domains}
          onChange={setDomains}
        />
        <Choice label={t('provider.roleNew')} data={roleChoices(givenRoles)} value={role} onPick={setRole} />
        <Switch
          label={t('provider.create_users')}
          checked={creates}
          onChange={event => setCreates(event.currentTarget.checked)}
        />
      </SettingForm>
    </Modal>
  );
}
