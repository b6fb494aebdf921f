import { Modal, Switch, TagsInput } from '@mantine/core';
import type { ReactNode } from 'react';
import { useState } from 'react';
import { PasswordField } from '../../ui/PasswordField';
import { TextField } from '../../ui/TextField';
import { Choice } from '../Choice';
import { SettingForm } from '../SettingForm';
import { givenRoles } from './givenRoles';
import { useConnectProvider } from './providersApi';

const kinds = [
  { value: 'oidc', label: 'OpenID Connect' },
  { value: 'github', label: 'GitHub' },
];

/** Connects an identity provider. What else there is to set is set when it is there. */
export function ConnectProvider({ onClose }: { onClose: () => void }): ReactNode {
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
    <Modal opened onClose={onClose} title="Connect an identity provider" centered>
      <SettingForm
        name="Connect an identity provider"
        testId="provider-form"
        act="Connect"
        change={connect}
        onSubmit={submit}
      >
        <Choice label="Kind" data={kinds} value={kind} onPick={setKind} />
        <TextField
          label="Name"
          description="As the button of the sign-in page says it."
          value={name}
          onText={setName}
          required
        />
        {kind === 'oidc' && (
          <TextField
            label="Issuer"
            description="Exactly as the provider spells it."
            placeholder="https://login.example.com"
            value={issuer}
            onText={setIssuer}
            required
          />
        )}
        <TextField label="Client id" value={client} onText={setClient} required />
        <PasswordField kind="secret" label="Client secret" value={secret} onText={setSecret} />
        <TagsInput
          label="E-mail domains"
          description="People with these addresses are sent here. A domain has to be proven first."
          value={domains}
          onChange={setDomains}
        />
        <Choice label="Role of new people" data={givenRoles} value={role} onPick={setRole} />
        <Switch
          label="People of these domains get an account with their first sign-in"
          checked={creates}
          onChange={event => setCreates(event.currentTarget.checked)}
        />
      </SettingForm>
    </Modal>
  );
}
